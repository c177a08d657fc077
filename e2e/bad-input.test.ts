import { createHash, randomBytes, randomUUID } from "node:crypto";
import type { GraphQLError } from "graphql";
import { createClient as createSocketClient } from "graphql-ws";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { ArenaError, createClient, type ArenaClient } from "@arena/sdk";
import { awaitEnd, clientOf, createExperiment, firstProject, ppo, startRun, train, uuidOf } from "./experiments.ts";
import { assertInvariants } from "./invariants.ts";
import { startSystem, type System } from "./system.ts";

let system: System;
let client: ArenaClient;
let projectId: string;
const foreign = {
  organization: randomUUID(),
  project: randomUUID(),
  experiment: randomUUID(),
  resourceClass: randomUUID(),
};
const globalId = (type: string, uuid: string): string => Buffer.from(`${type}:${uuid}`).toString("base64url");

beforeAll(async () => {
  system = await startSystem();
  client = clientOf(system);
  projectId = await firstProject(client);
  const { pool } = system;
  await pool.query("INSERT INTO organization (id, name, plan) VALUES ($1, 'Others', 'FREE')", [foreign.organization]);
  await pool.query("INSERT INTO project (id, organization_id, name, kind) VALUES ($1, $2, 'Secret', 'CLASSIC')", [
    foreign.project,
    foreign.organization,
  ]);
  await pool.query(
    "INSERT INTO experiment (id, organization_id, project_id, name, manifest) VALUES ($1, $2, $3, 'Secret one', $4)",
    [foreign.experiment, foreign.organization, foreign.project, JSON.stringify(ppo())],
  );
  await pool.query(
    "INSERT INTO resource_class (id, organization_id, name, slug, kind) VALUES ($1, $2, 'secret', 'secret', 'LOCAL')",
    [foreign.resourceClass, foreign.organization],
  );
}, 300_000);
afterAll(async () => {
  await client?.close();
  await system?.stop();
});

/** Rows that a refused request may not add. */
async function rowCounts(): Promise<unknown> {
  const { rows } = await system.pool.query(
    `SELECT (SELECT count(*) FROM experiment) AS experiments, (SELECT count(*) FROM project) AS projects,
       (SELECT count(*) FROM outbox) AS outbox, (SELECT count(*) FROM activity_record) AS activity,
       (SELECT count(*) FROM checkpoint_pin) AS pins, (SELECT count(*) FROM api_key) AS keys,
       (SELECT count(*) FROM idempotency) AS idempotency`,
  );
  return rows[0];
}

/** Of a second person, so that the first one's key goes on. */
async function spareApiKey(): Promise<string> {
  const [personId, keyId] = [randomUUID(), randomUUID()];
  const key = `arena_pat_${keyId}_${randomBytes(32).toString("hex")}`;
  const { pool } = system;
  const { rows } = await pool.query<{ organization_id: string }>("SELECT organization_id FROM project WHERE id = $1", [
    uuidOf(projectId),
  ]);
  const organizationId = rows[0]!.organization_id;
  await pool.query("INSERT INTO person (id, name, email) VALUES ($1, 'Spare', $1::uuid || '@spare.test')", [personId]);
  await pool.query("INSERT INTO membership (organization_id, person_id, role) VALUES ($1, $2, 'MEMBER')", [
    organizationId,
    personId,
  ]);
  await pool.query(
    "INSERT INTO api_key (id, organization_id, person_id, key_hash, last_four) VALUES ($1, $2, $3, $4, $5)",
    [keyId, organizationId, personId, createHash("sha256").update(key).digest("hex"), key.slice(-4)],
  );
  return key;
}

async function refusal(work: () => Promise<unknown>): Promise<ArenaError> {
  const before = await rowCounts();
  const error = await work().then(
    (answer) => new Error(`not refused: ${JSON.stringify(answer).slice(0, 200)}`),
    (caught: unknown) => caught,
  );
  expect(await rowCounts()).toEqual(before);
  if (!(error instanceof ArenaError)) throw error;
  return error;
}
const create = (manifest: unknown, name: string = randomUUID()) =>
  client.createExperiment({ projectId, name, manifest: manifest as Record<string, unknown> });

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
    for (const work of [() => create(ppo(), name), () => client.createProject({ name })]) {
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
    const read = (await client.experiment(made.id))!;
    expect(read.warnings.map(({ path }) => path).sort()).toEqual(["extra", "training.surprise"]);
    expect(read.manifest).toMatchObject({ extra: { deep: true }, training: { surprise: 1 } });
    const { runId } = await train(client, made.id);
    expect((await awaitEnd(client, runId)).status).toBe("SUCCEEDED");
  });

  test.each([
    ["a key __proto__", '{"algorithm":{"name":"PPO","__proto__":{"x":1}}}', "manifest.algorithm.__proto__"],
    ["NUL in an unknown key's value", '{"note":"a\\u0000b"}', "manifest.note"],
    ["half of a character", '{"note":"a\\ud800b"}', "manifest.note"],
    ["2,000 levels", `{"deep":${'{"a":'.repeat(2_000)}1${"}".repeat(2_000)}}`, /^manifest\.deep\.a/],
    ["a list in a list, 50,000 times", `{"deep":${"[".repeat(50_000)}${"]".repeat(50_000)}}`, /^manifest\.deep\.0/],
  ])("%s is refused by its path", async (_what, text, path) => {
    // As text: a client that is not ours sends it so.
    const query =
      "mutation ($input: CreateExperimentInput!) { createExperiment(input: $input) { __typename ... on ValidationError { fields { path } } } }";
    const body = `{"query":${JSON.stringify(query)},"variables":{"input":{"projectId":"${projectId}","name":"${randomUUID()}","manifest":${text}}}}`;
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
    ["of another organization", globalId("Experiment", foreign.experiment)],
    ["of another type", globalId("Project", uuidOf(projectId))],
    ["without form", "'; DROP TABLE run; --"],
    ["empty", ""],
  ];
  test("an id that may not be seen is refused as one that does not exist, everywhere", async () => {
    const messages = new Set<string>();
    for (const [, id] of bad()) {
      for (const work of [
        () => client.trainExperiment({ id: id! }),
        () => client.haltExperiment({ id: id! }),
        () => client.deleteExperiment({ id: id! }),
        () => client.copyExperiment({ id: id! }),
        () => client.updateExperiment({ id: id!, name: "x" }),
      ]) {
        const error = await refusal(work);
        expect(error.code).toBe("NOT_FOUND");
        messages.add(error.message);
      }
      expect(await client.experiment(id!).catch(() => null)).toBeNull();
    }
    expect(messages.size).toBe(1);
  });

  test("another organization's project, class and checkpoint are not there", async () => {
    const project = globalId("Project", foreign.project);
    expect(await client.project(project)).toBeNull();
    const inForeign = () => client.createExperiment({ projectId: project, name: "x", manifest: ppo() });
    expect((await refusal(inForeign)).code).toBe("NOT_FOUND");
    const withForeignClass = () =>
      client.createExperiment({
        projectId,
        name: randomUUID(),
        manifest: ppo(),
        resourceClassId: globalId("ResourceClass", foreign.resourceClass),
      });
    expect((await refusal(withForeignClass)).code).toBe("NOT_FOUND");
    const resume = () => client.resumeExperiment({ checkpointId: globalId("Checkpoint", randomUUID()), name: "x" });
    expect((await refusal(resume)).code).toBe("NOT_FOUND");
  });
});

describe("what is not allowed now", () => {
  test("actions of the wrong moment say why", async () => {
    const draft = await create({ algorithm: { name: "PPO" } });
    expect((await refusal(() => client.trainExperiment({ id: draft.id }))).reason).toBe("Choose an environment first.");
    expect((await refusal(() => client.haltExperiment({ id: draft.id }))).code).toBe("NOT_ALLOWED");
    const { experimentId, runId } = await startRun(client, ppo({ max_steps: 2_048 }));
    await awaitEnd(client, runId);
    const edit = await refusal(() => client.updateExperiment({ id: experimentId, name: "new" }));
    expect(edit.reason).toContain("Copy the experiment");
    expect((await refusal(() => client.haltExperiment({ id: experimentId }))).reason).toContain("Nothing is running");
  });

  test("no enabled resource class: the remedy is named", async () => {
    const { id } = await createExperiment(client, ppo());
    await system.pool.query("UPDATE resource_class SET enabled = false WHERE kind = 'LOCAL'");
    try {
      const error = await refusal(() => client.trainExperiment({ id }));
      expect(error.code).toBe("NO_RESOURCE_CLASS");
      expect(error.message).toMatch(/Enable it|choose another/);
    } finally {
      await system.pool.query("UPDATE resource_class SET enabled = true WHERE kind = 'LOCAL'");
    }
  });

  test("a checkpoint that lacks contents resumes only when what is missing is accepted by name", async () => {
    const { runId } = await startRun(client, ppo({ max_steps: 4_096, seed: 1 }));
    const checkpoint = (await awaitEnd(client, runId)).checkpoints[0]!;
    await system.pool.query(
      "UPDATE checkpoint SET contents = array_remove(array_remove(contents, 'OPTIMIZER'), 'RNG') WHERE id = $1",
      [uuidOf(checkpoint.id)],
    );
    const input = { checkpointId: checkpoint.id, name: randomUUID() };
    const error = await refusal(() => client.resumeExperiment(input));
    expect(error).toMatchObject({ code: "INCOMPLETE_CHECKPOINT", missing: ["OPTIMIZER", "RNG"] });
    const some = await refusal(() => client.resumeExperiment({ ...input, acceptMissing: ["RNG"] }));
    expect(some.missing).toEqual(["OPTIMIZER"]);
    const resumed = await client.resumeExperiment({ ...input, acceptMissing: ["RNG", "OPTIMIZER"] });
    expect((await awaitEnd(client, resumed.run!.id)).status).toBe("SUCCEEDED");
  });

  test("a resume may not change the learner, nor aim below its checkpoint; without a target it goes on by the parent's", async () => {
    const { experimentId, runId } = await startRun(client, ppo({ max_steps: 4_096, seed: 1 }));
    const checkpoint = (await awaitEnd(client, runId)).checkpoints[0]!;
    const patched = (manifestPatch: Record<string, unknown>) => () =>
      client.resumeExperiment({ checkpointId: checkpoint.id, name: randomUUID(), manifestPatch });
    const other = await refusal(patched({ algorithm: { name: "DQN" } }));
    expect(other.fields[0]!.path).toBe("manifestPatch.algorithm.name");
    const below = await refusal(patched({ training: { max_steps: 1_000 } }));
    expect(below.fields[0]!.path).toBe("manifestPatch.training.max_steps");
    const wrong = await refusal(patched({ algorithm: { lr: "fast" } }));
    expect(wrong.fields[0]!.path).toBe("manifestPatch.algorithm.lr");
    const taken = (await client.experiment(experimentId))!.name;
    expect((await refusal(() => client.resumeExperiment({ checkpointId: checkpoint.id, name: taken }))).code).toBe(
      "NAME_TAKEN",
    );
    const { run } = await client.resumeExperiment({ checkpointId: checkpoint.id, name: randomUUID() });
    const ended = await awaitEnd(client, run!.id);
    expect(ended).toMatchObject({ status: "SUCCEEDED", maxSteps: checkpoint.step + 4_096 });
    expect(ended.step).toBe(checkpoint.step + 4_096);
  });

  test("an idempotency key with another input is refused", async () => {
    const idempotencyKey = randomUUID();
    const first = await client.createProject({ name: "Once", idempotencyKey });
    expect(await client.createProject({ name: "Once", idempotencyKey })).toEqual(first);
    const again = await refusal(() => client.createProject({ name: "Twice", idempotencyKey }));
    expect(again.code).toBe("IDEMPOTENCY_KEY_REUSED");
    expect((await refusal(() => client.createProject({ name: "x", idempotencyKey: "k".repeat(201) }))).code).toBe(
      "VALIDATION",
    );
  });
});

interface Answer {
  readonly status: number;
  readonly data?: unknown;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}
async function post(body: string, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await fetch(`${system.address}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${system.apiKey}`, ...headers },
    body,
  });
  const text = await response.text();
  return { status: response.status, ...(text.startsWith("{") ? (JSON.parse(text) as object) : {}) };
}
const query = (text: string, headers?: Record<string, string>) => post(JSON.stringify({ query: text }), headers);

describe("hostile requests", () => {
  test.each([
    ["malformed", "Bearer nonsense"],
    ["of another scheme", "Basic YWRtaW46YWRtaW4="],
    ["unknown", `Bearer arena_pat_${randomUUID()}_${"x".repeat(43)}`],
  ])("a token that is %s is refused", async (_what, authorization) => {
    const answer = await query("{ viewer { person { email } } }", { authorization });
    expect(answer.data ?? null).toBeNull();
    expect(answer.errors![0]!.extensions!.code).toBe("UNAUTHENTICATED");
    expect(JSON.stringify(answer)).not.toContain(system.email);
  });

  test("without credentials nobody is anybody", async () => {
    const stranger = createClient({ url: system.address });
    expect(await stranger.viewer()).toBeNull();
    expect(await stranger.project(projectId).catch(() => null)).toBeNull();
    await stranger.close();
  });

  test("a query that is too deep, or has too many aliases, or costs too much, is refused with the limit in the message", async () => {
    let deep = "{ id }";
    for (let level = 0; level < 8; level += 1)
      deep = `{ experiment { project { experiments { edges { node ${deep} } } } } }`;
    expect((await query(`{ run(id: "x") ${deep} }`)).errors![0]!.message).toContain("at most 12");
    const aliases = Array.from({ length: 31 }, (_, index) => `a${index}: __typename`).join(" ");
    expect((await query(`{ ${aliases} }`)).errors![0]!.message).toContain("at most 30");
    const costly = `{ project(id: "${projectId}") { experiments(first: 1000) { edges { node { runs { checkpoints { id } } } } } } }`;
    const answer = await query(costly);
    expect(answer.errors![0]!.message).toContain("5000");
    expect((answer.data as { project: null } | undefined)?.project ?? null).toBeNull();
  });

  test("a page above the cap is an error, not a clamp", async () => {
    const answer = await query(`{ project(id: "${projectId}") { experiments(first: 1001) { totalCount } } }`);
    expect(answer.errors![0]!.message).toContain("between 0 and 1000");
  });

  test("floods of introspection and batches are refused", async () => {
    const flood = Array.from({ length: 20 }, () => "__schema { types { name } }").join(" ");
    expect((await query(`{ ${flood} }`)).errors![0]!.message).toContain("at most");
    const batch = await post(JSON.stringify([{ query: "{ __typename }" }, { query: "{ __typename }" }]));
    expect(batch.status).toBeGreaterThanOrEqual(400);
    const cyclic = "query { ...A } fragment A on Query { ...B } fragment B on Query { ...A }";
    expect((await query(cyclic)).errors).not.toHaveLength(0);
    const doubling = Array.from({ length: 40 }, (_, n) => `fragment F${n} on Query { ...F${n + 1} ...F${n + 1} }`).join(
      " ",
    );
    expect((await query(`{ ...F0 } ${doubling} fragment F40 on Query { __typename }`)).status).toBeLessThan(500);
  });

  test("an oversized body is refused before it is read", async () => {
    const answer = await query(`{ __typename } # ${"x".repeat(1024 * 1024)}`);
    expect(answer.status).toBe(413);
    expect(answer.errors![0]!.message).toContain("at most 1048576 bytes");
  });

  test("what is not JSON, and what is not GraphQL, is told so without a stack", async () => {
    const answers = [await post("{nonsense"), await query("{ nonsense"), await query("{ nonsense }")];
    for (const answer of answers) {
      expect(answer.status).toBeLessThan(500);
      expect(JSON.stringify(answer)).not.toMatch(/node_modules|\.ts:/);
    }
  });

  test.each([
    ["20,000 levels of braces", `{ a ${"{ a ".repeat(20_000)}${"}".repeat(20_001)}`],
    ["more than 10,000 words", `{ ${"viewer ".repeat(10_001)} }`],
  ])("a query with %s is refused without an error of ours", async (_what, text) => {
    const { status, errors } = await query(text);
    expect(status).toBeLessThan(500);
    expect(errors![0]!.message).not.toContain("Something went wrong");
  });

  test.each([
    ["an id of a type that JavaScript knows", () => `{ node(id: "${globalId("constructor", randomUUID())}") { id } }`],
    ["an id of a type that nobody knows", () => `{ node(id: "${globalId("Nothing", randomUUID())}") { id } }`],
  ])("%s is not found like any other", async (_what, text) => {
    const { data, errors } = await query(text());
    expect(errors).toBeUndefined();
    expect(data).toEqual({ node: null });
  });

  test("texts that cannot be stored are refused wherever they are sent", async () => {
    for (const work of [
      () => client.createProject({ name: randomUUID(), description: "a\u0000b" }),
      () => client.createProject({ name: randomUUID(), description: "a\ud800b" }),
      () => client.createProject({ name: randomUUID(), idempotencyKey: "a\u0000b" }),
    ])
      expect((await refusal(work)).code).toBe("VALIDATION");
    const search = `{ project(id: "${projectId}") { experiments(filter: { text: "a\\u0000b" }) { totalCount } } }`;
    expect((await query(search)).data).toEqual({ project: { experiments: { totalCount: 0 } } });
  });

  test("one credential has one limit, however it is written", async () => {
    const spare = await spareApiKey();
    const writings = [`Bearer ${spare}`, `bearer  ${spare}`, `BEARER   ${spare} `];
    const statuses: number[] = [];
    for (let round = 0; round < 7; round += 1)
      statuses.push(
        ...(await Promise.all(
          Array.from({ length: 100 }, async (_, index) => {
            const headers = { "content-type": "application/json", authorization: writings[index % writings.length]! };
            const body = JSON.stringify({ query: "{ __typename }" });
            const answer = await fetch(`${system.address}/graphql`, { method: "POST", headers, body });
            await answer.arrayBuffer();
            return answer.status;
          }),
        )),
      );
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(50);
    const socket = createSocketClient({
      url: `${system.address.replace("http", "ws")}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { authorization: `Bearer ${spare}` },
      retryAttempts: 0,
    });
    const refused = await Promise.all(
      Array.from({ length: 40 }, () =>
        (async () => {
          for await (const _answer of socket.iterate({ query: "{ __typename }" })) return "answered";
          return "ended";
        })().catch((errors: unknown) => String((errors as GraphQLError[])[0]?.extensions?.["code"])),
      ),
    );
    expect(refused).toContain("RATE_LIMITED");
    await socket.dispose();
  });

  test("who loses the key loses what is open by it", async () => {
    const spare = await spareApiKey();
    const holder = createClient({ url: system.address, apiKey: spare });
    const names: string[] = [];
    let ended: unknown = null;
    const followed = (async () => {
      for await (const { events } of holder.watchProject(projectId))
        names.push(...events.map(({ experiment }) => experiment?.name ?? ""));
    })().catch((error: unknown) => (ended = error));
    const seen = `Seen ${randomUUID()}`;
    const happens = () => create(ppo(), `${seen} ${randomUUID()}`);
    await expect
      .poll(async () => (await happens(), names.some((name) => name.startsWith(seen))), { timeout: 20_000 })
      .toBe(true);
    await system.pool.query("UPDATE api_key SET revoked_at = now() WHERE last_four = $1", [spare.slice(-4)]);
    // Looked up every five seconds, when something is about to be sent.
    await expect.poll(async () => (await happens(), ended), { timeout: 20_000 }).not.toBeNull();
    await followed;
    expect((ended as ArenaError).code).toBe("UNAUTHENTICATED");
    await holder.close();
  });

  test("another site's page cannot use the cookie", async () => {
    const response = await fetch(`${system.address}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", cookie: "arena.session_token=x", origin: "https://evil.example" },
      body: JSON.stringify({ query: "{ __typename }" }),
    });
    expect(response.status).toBe(403);
    const asForm = (headers: Record<string, string>) =>
      fetch(`${system.address}/graphql`, {
        method: "POST",
        headers: { cookie: "arena.session_token=x", ...headers },
        body: "query=%7B__typename%7D",
      });
    expect((await asForm({ "content-type": "application/x-www-form-urlencoded" })).status).toBe(415);
    expect((await asForm({ "content-type": "text/plain" })).status).toBe(415);
    expect((await asForm({ "content-type": "application/json", "sec-fetch-site": "cross-site" })).status).toBe(403);
  });

  test("an agent without its token, and ingest without it, are refused", async () => {
    const response = await fetch(`${system.address}/ingest/runs/${randomUUID()}/events?offset=0`, {
      method: "POST",
      body: "{}",
    });
    expect(response.status).toBe(401);
  });

  test("a socket takes a hundred subscriptions; what is refused does not count", async () => {
    const socket = createSocketClient({
      url: `${system.address.replace("http", "ws")}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { authorization: `Bearer ${system.apiKey}` },
      lazy: false,
      retryAttempts: 0,
    });
    const query = "subscription ($projectId: ID!) { projectExperiments(projectId: $projectId) { sequence } }";
    const subscribe = (document: string) =>
      new Promise<{ answer: string; release: () => void }>((resolve) => {
        const release = socket.subscribe(
          { query: document, variables: { projectId } },
          {
            next: () => resolve({ answer: "begun", release }),
            error: (errors) => resolve({ answer: String((errors as GraphQLError[])[0]?.message), release }),
            complete: () => undefined,
          },
        );
      });
    const answers = async (count: number, document = query) => {
      const all = await Promise.all(Array.from({ length: count }, () => subscribe(document)));
      return { texts: [...new Set(all.map(({ answer }) => answer))], releases: all.map(({ release }) => release) };
    };
    const full = "A socket has at most 100 subscriptions.";
    try {
      expect((await answers(5, "subscription {")).texts[0]).toMatch(/Syntax Error/);
      expect((await answers(5, "subscription { nothing }")).texts[0]).toMatch(/Cannot query field/);
      const { texts, releases } = await answers(100);
      expect(texts).toEqual(["begun"]);
      expect((await answers(3)).texts).toEqual([full]);
      releases[0]!();
      await expect.poll(async () => (await answers(1)).texts).toEqual(["begun"]);
      expect((await answers(1)).texts).toEqual([full]);
    } finally {
      await socket.dispose();
    }
  });

  test("the server still stands, and nothing is left half done", async () => {
    expect((await client.viewer())?.person.email).toBe(system.email);
    await assertInvariants(system);
  });
});

test("API keys: one active, shown once, stored hashed; a revoked key is refused", async () => {
  expect((await refusal(() => client.createApiKey())).code).toBe("NOT_ALLOWED");
  const { secret, apiKey } = await client.rotateApiKey();
  expect(secret).toMatch(/^arena_pat_[0-9a-f-]{36}_[0-9a-f]{64}$/);
  expect(apiKey.lastFour).toBe(secret.slice(-4));
  const { rows } = await system.pool.query<{ text: string }>("SELECT row_to_json(k)::text AS text FROM api_key k");
  for (const { text } of rows) expect(text).not.toContain(secret.slice(-20));
  expect(await client.viewer().catch((error: { code: string }) => error.code)).toBe("UNAUTHENTICATED");
  const renewed = createClient({ url: system.address, apiKey: secret });
  expect((await renewed.viewer())?.person.email).toBe(system.email);
  await renewed.revokeApiKey();
  expect(await renewed.viewer().catch((error: { code: string }) => error.code)).toBe("UNAUTHENTICATED");
  await renewed.close();
});
