import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createProject } from "../../src/domain/project/create-project.ts";
import { createExperiment } from "../../src/domain/experiment/create-experiment.ts";
import { createDomainDatabase, MANIFEST, OrganizationRows, type DomainDatabase } from "../domain/organization-rows.ts";
import { Caller, messageOf } from "./caller.ts";
import { giveKey, startCliServer, type CliServer } from "./cli-server.ts";

let opened: DomainDatabase;
let rows: OrganizationRows;
let server: CliServer;
let caller: Caller;
beforeAll(async () => {
  opened = await createDomainDatabase();
});
beforeEach(async () => {
  rows = await OrganizationRows.create(opened.database);
  server = await startCliServer(rows);
  caller = new Caller(server, await giveKey(rows));
  return async () => {
    await server.close();
    expect(server.errors).toEqual([]);
  };
});
afterAll(() => opened?.close());

interface Line {
  readonly kind: string;
  readonly status: string;
  readonly message: string;
  readonly detail?: Record<string, unknown>;
}
async function submit(body: Record<string, unknown>): Promise<Line[]> {
  const answer = await caller.send("POST", "experiments/jobs/submit", { manifest: MANIFEST, ...body });
  const text = await answer.text();
  expect({ status: answer.status, text }).toMatchObject({ status: 200 });
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);
}

describe("submit", () => {
  test("streams what is to be known, and the experiment's name at the end", async () => {
    const lines = await submit({
      manifest: { ...MANIFEST, odd: 1 },
      resource_id: "arena-medium",
      num_nodes: 2,
      experiment_name: " E ",
    });
    expect(lines.map(({ kind, status }) => `${kind} ${status}`)).toEqual([
      ...["status running", "warning running", "warning running", "status running", "status completed"],
    ]);
    expect(lines[1]!.message).toContain("default class, 'local' is used");
    expect(lines[2]!.message).toBe("odd: Unknown key; kept, without effect.");
    expect(lines.at(-1)).toMatchObject({ message: expect.stringContaining("'E'"), detail: { experiment_name: "E" } });
    expect(rows.orchestration.starts).toHaveLength(1);
    expect(await caller.data("GET", "experiments/list?project=")).toMatchObject([
      { name: "E", status: "Pending", project: "P" },
    ]);
  });

  test("takes a class by its name or id, and none for the default", async () => {
    for (const resource_id of ["local", "LOCAL", rows.resourceClassId, null, undefined, ""]) {
      const lines = await submit({ resource_id });
      expect(lines.filter(({ kind }) => kind === "warning")).toEqual([]);
    }
    await opened.database.pool.query("UPDATE resource_class SET enabled = false WHERE id = $1", [rows.resourceClassId]);
    const disabled = await caller.send("POST", "experiments/jobs/submit", { manifest: MANIFEST, resource_id: "local" });
    expect([disabled.status, await messageOf(disabled)]).toEqual([
      400,
      "resource_id: there is no resource 'local'. Valid ones: none.",
    ]);
    const standard = await caller.send("POST", "experiments/jobs/submit", {
      manifest: MANIFEST,
      resource_id: "arena-medium",
    });
    expect([standard.status, await messageOf(standard)]).toMatchObject([409, expect.stringContaining("is disabled")]);
    expect(await rows.count("experiment", "organization_id = $1", [rows.organizationId])).toBe(6);
  });

  test("also as a form, as the client sends it with a reward file", async () => {
    const form = new FormData();
    for (const [name, value] of [
      ["manifest", JSON.stringify(MANIFEST)],
      ["num_nodes", "1"],
      ["experiment_name", "F"],
    ] as const)
      form.set(name, value);
    form.set("reward_file", new Blob(["def reward(): ..."]), "reward.py");
    const answer = await caller.send("POST", "experiments/jobs/submit", form);
    expect(await answer.text()).toMatch(/reward file has no effect[\s\S]*'F' was submitted/);
  });

  test("leaves nothing behind of what it refuses", async () => {
    await rows.experiment(MANIFEST, "Taken");
    const before = await counts();
    for (const [body, status, words] of [
      [{ manifest: { algorithm: { name: "PPO" } } }, 400, "manifest.environment.name: is required"],
      [{ manifest: { ...MANIFEST, training: { max_steps: 0, pop_size: 3 } } }, 400, "manifest.training.pop_size"],
      [{ manifest: { ...MANIFEST, apiVersion: "agilerl.com/v9" } }, 400, "manifest.apiVersion: must be one of"],
      [{ experiment_name: "taken" }, 409, "“taken” is taken"],
      [{ experiment_name: "x".repeat(101) }, 400, "name: must have at most 100 characters"],
      [{ project: "Elsewhere" }, 404, "Project 'Elsewhere' not found."],
      [{ resource_id: "h100" }, 400, "no resource 'h100'. Valid ones: local."],
    ] as const) {
      const answer = await caller.send("POST", "experiments/jobs/submit", { manifest: MANIFEST, ...body });
      expect([answer.status, await messageOf(answer)]).toEqual([status, expect.stringContaining(words)]);
    }
    expect(await counts()).toEqual(before);
    rows.orchestration.startAnswer = { rejected: "The scheduler says no." };
    const refused = await caller.send("POST", "experiments/jobs/submit", { manifest: MANIFEST });
    expect([refused.status, await messageOf(refused)]).toEqual([409, "The scheduler says no."]);
  });

  test("a project must be named where there are several", async () => {
    await createProject(rows.command(), { name: "Q", kind: "CLASSIC", description: "" });
    const answer = await caller.send("POST", "experiments/jobs/submit", { manifest: MANIFEST });
    expect([answer.status, await messageOf(answer)]).toEqual([
      400,
      "project: name one with --project. There are 'P', 'Q'.",
    ]);
  });

  const counts = async () => Promise.all(["experiment", "outbox", "activity_record"].map((table) => rows.count(table)));
});

describe("names", () => {
  test("of several experiments the one updated last is meant, unless the project is named", async () => {
    const { projectId } = await createProject(rows.command(), { name: "Q", kind: "CLASSIC", description: "" });
    const old = await rows.running();
    await opened.database.pool.query(
      "UPDATE experiment SET name = 'Same', updated_at = now() - interval '1 hour' WHERE id = $1",
      [old.experimentId],
    );
    await createExperiment(rows.command(), { projectId, name: "same", manifest: MANIFEST, resourceClassId: null });
    await createExperiment(rows.command(), { projectId, name: "Other", manifest: MANIFEST, resourceClassId: null });
    const idOf = async (query: string) =>
      ((await caller.data("GET", `experiments/metrics?details=true&${query}`)) as { experiment_id: string })
        .experiment_id;
    expect(await idOf("experiment_name=Same")).toBe(old.experimentId);
    expect(await idOf("experiment_name=same&project=p")).toBe(old.experimentId);
    expect(await idOf("experiment_name=same&project=Q")).not.toBe(old.experimentId);
    await opened.database.pool.query("UPDATE experiment SET name = 'Same' WHERE lower(name) = 'same'");
    expect(await idOf("experiment_name=Same")).not.toBe(old.experimentId);
  });

  test("that look like something else are names", async () => {
    for (const name of ["'; DROP TABLE experiment; --", "../../etc/passwd", "%", "_", "*", "a\nb"]) {
      const answer = await caller.send("POST", "experiments/jobs/stop", { experiment_name: name });
      expect([answer.status, await messageOf(answer)]).toEqual([404, `Experiment '${name.trim()}' not found.`]);
    }
  });
});

test("stop asks for a checkpoint first; a second time it changes nothing", async () => {
  const { experimentId } = await rows.running();
  await opened.database.pool.query("UPDATE experiment SET name = 'Runs' WHERE id = $1", [experimentId]);
  for (let time = 1; time <= 2; time += 1)
    expect(await caller.data("POST", "experiments/jobs/stop", { experiment_name: " Runs " })).toEqual({
      stopping: true,
      experiment_name: "Runs",
    });
  expect(rows.orchestration.halts.map(({ request }) => request)).toMatchObject([{ mode: "SAVE", requestedVia: "CLI" }]);
});

test("resume takes the newest checkpoint that is complete, and never starts at 0", async () => {
  const { experimentId, runId, checkpointId } = await rows.stopped(10_000);
  await opened.database.pool.query("UPDATE experiment SET name = 'R' WHERE id = $1", [experimentId]);
  await opened.database.pool.query(
    `INSERT INTO checkpoint (id, run_id, experiment_id, organization_id, home_id, path, step, reason, size_bytes, sha256, contents)
     VALUES ($1, $2, $3, $4, $5, '/d', 12000, 'stop', 1, 'ab', '{WEIGHTS}')`,
    [randomUUID(), runId, experimentId, rows.organizationId, rows.homeId],
  );
  const resume = (max_steps: number) =>
    caller.send("POST", "experiments/jobs/resume", { experiment_name: "R", max_steps });
  const low = await resume(10_000);
  expect([low.status, await messageOf(low)]).toEqual([400, "max_steps: must be above the checkpoint's step, 10000"]);
  expect(await (await resume(50_000)).json()).toEqual({
    ok: true,
    data: {
      resumed: true,
      experiment_name: "R",
      from_step: 10_000,
      max_steps: 50_000,
    },
  });
  expect(rows.orchestration.starts.at(-1)).toMatchObject({
    experimentId,
    runNumber: 2,
    resumeCheckpointId: checkpointId,
  });
  const { rows: runs } = await opened.database.pool.query<{ manifest: { training: unknown } }>(
    "SELECT manifest FROM run WHERE experiment_id = $1 AND number = 2",
    [experimentId],
  );
  expect(runs[0]!.manifest.training).toMatchObject({ max_steps: 50_000 });
  await rows.experiment(MANIFEST, "Draft");
  const draft = await caller.send("POST", "experiments/jobs/resume", { experiment_name: "Draft", max_steps: 5 });
  expect([draft.status, await messageOf(draft)]).toEqual([409, "It has no complete checkpoint to resume from."]);
});

test("a default run spec is what a run would use, whole or by section", async () => {
  const spec = (await caller.data("GET", "experiments/run-spec/default?algorithm=PPO&gymEnv=")) as Record<
    string,
    unknown
  >;
  expect(spec).toMatchObject({ algorithm: { name: "PPO" }, environment: { name: "CartPole-v1" }, training: {} });
  expect(
    await caller.data("GET", "experiments/run-spec/default?algorithm=DQN&gymEnv=Acrobot-v1&field=replay_buffer"),
  ).toMatchObject({ max_size: expect.any(Number) });
  expect(await caller.data("GET", "experiments/run-spec/default?algorithm=PPO&field=mutation")).toEqual({});
  for (const [query, status] of [
    ["algorithm=PPO&field=x", 400],
    ["algorithm=GRPO", 400],
    ["", 400],
    ["algorithm=SFT&datasetName=d", 501],
  ] as const)
    expect((await caller.send("GET", `experiments/run-spec/default?${query}`)).status).toBe(status);
});

test("a project that holds experiments is kept, also against one that is made at the same time", async () => {
  const { projectId } = await createProject(rows.command(), { name: "Q", kind: "CLASSIC", description: "" });
  await rows.experiment();
  const full = await caller.send("DELETE", "projects/delete", { name: "P" });
  expect([full.status, await messageOf(full)]).toEqual([409, "The project holds experiments. Delete them first."]);
  const [made, deleted] = await Promise.all([
    createExperiment(rows.command(), { projectId, name: "E", manifest: MANIFEST, resourceClassId: null }).then(
      () => true,
      () => false,
    ),
    caller.send("DELETE", "projects/delete", { name: "q" }).then(({ ok }) => ok),
  ]);
  expect(made).not.toBe(deleted);
  if (deleted)
    expect(await createProject(rows.command(), { name: "q", kind: "CLASSIC", description: "" })).toBeTruthy();
});
