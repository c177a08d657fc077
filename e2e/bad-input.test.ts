import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { createClient } from "@arena/sdk";
import { awaitEnd, createExperiment, ppo, startRun, train, uuidOf } from "./experiments.ts";
import { BadInputBed } from "./bad-input-bed.ts";

const bed = BadInputBed.use();
const { create, refusal, post, rowCounts } = bed;
const globalId = (type: string, uuid: string): string => Buffer.from(`${type}:${uuid}`).toString("base64url");

describe("names", () => {
  test.each([
    ["", "must not be empty"],
    ["   ", "must not be empty"],
    ["x".repeat(101), "at most 100"],
    ["a\nb", "control characters"],
    ["\u200b\u200b", "cannot be seen"],
    ["abc\u202Etxt.exe", "turn the text around"],
    ["a\ud800b", "control characters"],
    ["\u0301", "a letter, a digit or a sign"],
  ])("%j is refused on its field", async (name, message) => {
    for (const work of [() => create(ppo(), name), () => bed.client.createProject({ name })]) {
      const error = await refusal(work);
      expect(error.code).toBe("VALIDATION");
      expect(error.fields).toEqual([{ path: "name", message: expect.stringContaining(message) as string }]);
    }
  });

  test("a taken name is refused whatever its case, and surrounding space does not count", async () => {
    await create(ppo(), "Taken");
    expect((await refusal(() => create(ppo(), "  tAKEN "))).code).toBe("NAME_TAKEN");
    const hundred = "é".repeat(100);
    expect((await create(ppo(), ` ${hundred} `)).name).toBe(hundred);
  });
});

describe("manifests", () => {
  test.each([
    ["a number out of range", ppo({ max_steps: 0 }), "manifest.training.max_steps"],
    ["a wrong type", ppo({ max_steps: "many" }), "manifest.training.max_steps"],
    ["a wrong type deep inside", { ...ppo(), network: { hidden_size: [64, "x"] } }, "manifest.network.hidden_size.1"],
    ["an unknown algorithm", { ...ppo(), algorithm: { name: "SARSA" } }, "manifest.algorithm.name"],
    [
      "an algorithm that does not fit",
      { algorithm: { name: "DQN" }, environment: { name: "Pendulum-v1" } },
      "manifest.algorithm.name",
    ],
  ])("%s is refused with its path", async (_what, manifest, path) => {
    const error = await refusal(() => create(manifest));
    expect(error.code).toBe("VALIDATION");
    expect(error.fields.map((fault) => fault.path)).toContain(path);
  });

  test("a list instead of an object is refused as no manifest at all", async () => {
    await expect(create([1, 2])).rejects.toThrow("A Manifest is a JSON object");
  });

  test("each fault is named at once", async () => {
    const error = await refusal(() => create(ppo({ max_steps: -1, seed: "x" })));
    expect(error.fields.map(({ path }) => path).sort()).toEqual([
      "manifest.training.max_steps",
      "manifest.training.seed",
    ]);
  });

  test("unknown keys are warned about and kept", async () => {
    const made = await create({ ...ppo({ max_steps: 2_048, surprise: 1 }), extra: { deep: true } });
    const read = (await bed.client.experiment(made.id))!;
    expect(read.warnings.map(({ path }) => path).sort()).toEqual(["extra", "training.surprise"]);
    expect(read.manifest).toMatchObject({ extra: { deep: true }, training: { surprise: 1 } });
    const { runId } = await train(bed.client, made.id);
    expect((await awaitEnd(bed.client, runId)).status).toBe("SUCCEEDED");
  });

  test.each([
    ["a key __proto__", '{"algorithm":{"name":"PPO","__proto__":{"x":1}}}', "manifest.algorithm.__proto__"],
    ["NUL in an unknown key's value", '{"note":"a\\u0000b"}', "manifest.note"],
    ["half of a character", '{"note":"a\\ud800b"}', "manifest.note"],
    ["2,000 levels", `{"deep":${'{"a":'.repeat(2_000)}1${"}".repeat(2_000)}}`, /^manifest\.deep\.a/],
    ["a list in a list, 50,000 times", `{"deep":${"[".repeat(50_000)}${"]".repeat(50_000)}}`, /^manifest\.deep\.0/],
  ])("%s is refused by its path", async (_what, text, path) => {
    // As text: a bed.client that is not ours sends it so.
    const query =
      "mutation ($input: CreateExperimentInput!) { createExperiment(input: $input) { __typename ... on ValidationError { fields { path } } } }";
    const body = `{"query":${JSON.stringify(query)},"variables":{"input":{"projectId":"${bed.projectId}","name":"${randomUUID()}","manifest":${text}}}}`;
    const before = await rowCounts();
    const { createExperiment } = (await post(body)).data as {
      createExperiment: { __typename: string; fields: { path: string }[] };
    };
    expect(createExperiment.__typename).toBe("ValidationError");
    expect(createExperiment.fields[0]!.path).toMatch(path);
    expect(await rowCounts()).toEqual(before);
    expect(({} as { x?: number }).x).toBeUndefined();
  });
});

describe("ids", () => {
  const bad = () => [
    ["of nothing", globalId("Experiment", randomUUID())],
    ["of another organization", globalId("Experiment", bed.foreign.experiment)],
    ["of another type", globalId("Project", uuidOf(bed.projectId))],
    ["without form", "'; DROP TABLE run; --"],
    ["empty", ""],
  ];
  test("an id that may not be seen is refused as one that does not exist, everywhere", async () => {
    const messages = new Set<string>();
    for (const [, id] of bad()) {
      for (const work of [
        () => bed.client.trainExperiment({ id: id! }),
        () => bed.client.haltExperiment({ id: id! }),
        () => bed.client.deleteExperiment({ id: id! }),
        () => bed.client.copyExperiment({ id: id! }),
        () => bed.client.updateExperiment({ id: id!, name: "x" }),
      ]) {
        const error = await refusal(work);
        expect(error.code).toBe("NOT_FOUND");
        messages.add(error.message);
      }
      expect(await bed.client.experiment(id!).catch(() => null)).toBeNull();
    }
    expect(messages.size).toBe(1);
  });

  test("another organization's project, class and checkpoint are not there", async () => {
    const project = globalId("Project", bed.foreign.project);
    expect(await bed.client.project(project)).toBeNull();
    const inForeign = () => bed.client.createExperiment({ projectId: project, name: "x", manifest: ppo() });
    expect((await refusal(inForeign)).code).toBe("NOT_FOUND");
    const withForeignClass = () =>
      bed.client.createExperiment({
        projectId: bed.projectId,
        name: randomUUID(),
        manifest: ppo(),
        resourceClassId: globalId("ResourceClass", bed.foreign.resourceClass),
      });
    expect((await refusal(withForeignClass)).code).toBe("NOT_FOUND");
    const resume = () => bed.client.resumeExperiment({ checkpointId: globalId("Checkpoint", randomUUID()), name: "x" });
    expect((await refusal(resume)).code).toBe("NOT_FOUND");
  });
});

test("a place is released by Managers alone, and a run that is not there has none", async () => {
  const id = globalId("Run", randomUUID());
  const member = createClient({ url: bed.system.address, apiKey: await bed.spareApiKey() });
  expect((await refusal(() => member.releasePlace({ id }))).code).toBe("FORBIDDEN");
  await member.close();
  for (const one of [id, globalId("Experiment", randomUUID()), "'; DROP TABLE run; --", ""])
    expect((await refusal(() => bed.client.releasePlace({ id: one }))).message).toBe("There is no such run.");
});

describe("what is not allowed now", () => {
  test("actions of the wrong moment say why", async () => {
    const draft = await create({ algorithm: { name: "PPO" } });
    expect((await refusal(() => bed.client.trainExperiment({ id: draft.id }))).reason).toBe(
      "Choose an environment first.",
    );
    expect((await refusal(() => bed.client.haltExperiment({ id: draft.id }))).code).toBe("NOT_ALLOWED");
    const { experimentId, runId } = await startRun(bed.client, ppo({ max_steps: 2_048 }));
    await awaitEnd(bed.client, runId);
    const edit = await refusal(() => bed.client.updateExperiment({ id: experimentId, name: "new" }));
    expect(edit.reason).toContain("Copy the experiment");
    expect((await refusal(() => bed.client.haltExperiment({ id: experimentId }))).reason).toContain(
      "Nothing is running",
    );
  });

  test("no enabled resource class: the remedy is named", async () => {
    const { id } = await createExperiment(bed.client, ppo());
    await bed.system.pool.query("UPDATE resource_class SET enabled = false WHERE kind = 'LOCAL'");
    try {
      const error = await refusal(() => bed.client.trainExperiment({ id }));
      expect(error.code).toBe("NO_RESOURCE_CLASS");
      expect(error.message).toMatch(/Enable it|choose another/);
    } finally {
      await bed.system.pool.query("UPDATE resource_class SET enabled = true WHERE kind = 'LOCAL'");
    }
  });

  test("a checkpoint that lacks contents resumes only when what is missing is accepted by name", async () => {
    const { runId } = await startRun(bed.client, ppo({ max_steps: 4_096, seed: 1 }));
    const checkpoint = (await awaitEnd(bed.client, runId)).checkpoints[0]!;
    await bed.system.pool.query(
      "UPDATE checkpoint SET contents = array_remove(array_remove(contents, 'OPTIMIZER'), 'RNG') WHERE id = $1",
      [uuidOf(checkpoint.id)],
    );
    const input = { checkpointId: checkpoint.id, name: randomUUID() };
    const error = await refusal(() => bed.client.resumeExperiment(input));
    expect(error).toMatchObject({ code: "INCOMPLETE_CHECKPOINT", missing: ["OPTIMIZER", "RNG"] });
    const some = await refusal(() => bed.client.resumeExperiment({ ...input, acceptMissing: ["RNG"] }));
    expect(some.missing).toEqual(["OPTIMIZER"]);
    const resumed = await bed.client.resumeExperiment({ ...input, acceptMissing: ["RNG", "OPTIMIZER"] });
    expect((await awaitEnd(bed.client, resumed.run!.id)).status).toBe("SUCCEEDED");
  });

  test("a resume may not change the learner, nor aim below its checkpoint; without a target it goes on by the parent's", async () => {
    const { experimentId, runId } = await startRun(bed.client, ppo({ max_steps: 4_096, seed: 1 }));
    const checkpoint = (await awaitEnd(bed.client, runId)).checkpoints[0]!;
    const patched = (manifestPatch: Record<string, unknown>) => () =>
      bed.client.resumeExperiment({ checkpointId: checkpoint.id, name: randomUUID(), manifestPatch });
    const other = await refusal(patched({ algorithm: { name: "DQN" } }));
    expect(other.fields[0]!.path).toBe("manifestPatch.algorithm.name");
    const below = await refusal(patched({ training: { max_steps: 1_000 } }));
    expect(below.fields[0]!.path).toBe("manifestPatch.training.max_steps");
    const wrong = await refusal(patched({ algorithm: { lr: "fast" } }));
    expect(wrong.fields[0]!.path).toBe("manifestPatch.algorithm.lr");
    const taken = (await bed.client.experiment(experimentId))!.name;
    expect((await refusal(() => bed.client.resumeExperiment({ checkpointId: checkpoint.id, name: taken }))).code).toBe(
      "NAME_TAKEN",
    );
    const { run } = await bed.client.resumeExperiment({ checkpointId: checkpoint.id, name: randomUUID() });
    const ended = await awaitEnd(bed.client, run!.id);
    expect(ended).toMatchObject({ status: "SUCCEEDED", maxSteps: checkpoint.step + 4_096 });
    expect(ended.step).toBe(checkpoint.step + 4_096);
  });

  test("an idempotency key with another input is refused", async () => {
    const idempotencyKey = randomUUID();
    const first = await bed.client.createProject({ name: "Once", idempotencyKey });
    expect(await bed.client.createProject({ name: "Once", idempotencyKey })).toEqual(first);
    const again = await refusal(() => bed.client.createProject({ name: "Twice", idempotencyKey }));
    expect(again.code).toBe("IDEMPOTENCY_KEY_REUSED");
    expect((await refusal(() => bed.client.createProject({ name: "x", idempotencyKey: "k".repeat(201) }))).code).toBe(
      "VALIDATION",
    );
  });
});
