import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createYoga } from "graphql-yoga";
import { createContext, type Context } from "../../src/context.ts";
import { createSchema } from "../../src/create-schema.ts";
import { createExperiment } from "../../src/domain/experiment/create-experiment.ts";
import { createDomainDatabase, OrganizationRows, type DomainDatabase } from "../domain/organization-rows.ts";
import { giveKey, startCliServer, type CliServer } from "../cli/cli-server.ts";
import { FakeWorkshop } from "./fake-workshop.ts";

let opened: DomainDatabase;
let rows: OrganizationRows;
let workshop: FakeWorkshop;
let server: CliServer;
let key: string;
beforeAll(async () => {
  opened = await createDomainDatabase();
});
beforeEach(async () => {
  rows = await OrganizationRows.create(opened.database);
  rows.workshop = workshop = new FakeWorkshop();
  server = await startCliServer(rows);
  key = await giveKey(rows);
  return async () => {
    await server.close();
    expect(server.errors).toEqual([]);
  };
});
afterAll(() => opened?.close());

interface Answered {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly lines: readonly Record<string, unknown>[];
}
async function send(method: string, path: string, init: RequestInit = {}): Promise<Answered> {
  const headers = { authorization: `Bearer ${key}`, ...init.headers };
  const answer = await fetch(`${server.address}/api/cli/v1/${path}`, { method, ...init, headers });
  const lines = (await answer.text())
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  return { status: answer.status, body: lines[0] ?? {}, lines };
}
const json = (method: string, path: string, body: unknown): Promise<Answered> =>
  send(method, path, { headers: { "content-type": "application/json" }, body: JSON.stringify(body) });

/** As the client sends it: the parts for configuration and requirements are always there. */
function upload(texts: Readonly<Record<string, string>> = {}, files: Readonly<Record<string, string>> = {}) {
  const form = new FormData();
  const said = { name: "Maze", version: "v1", multi_agent: "false", language_based: "false", do_rollouts: "false" };
  for (const [name, text] of Object.entries({ ...said, ...texts })) form.set(name, text);
  const parts = { file: "source", env_config: "", requirements: "", ...files };
  for (const [name, content] of Object.entries(parts)) form.append(name, new Blob([content]), `${name}.tar.gz`);
  return send("POST", "environments/create-and-validate", { body: form });
}

describe("the client's addresses of environments", () => {
  test("stream the checks, each with its result, and end with an object", async () => {
    const { status, lines } = await upload({ description: "A maze" }, { env_config: "size: 3" });
    expect(status).toBe(200);
    expect(lines.find((line) => line["kind"] === "check")).toMatchObject({
      detail: { check: "step_api", result: { success: true, warnings: [], error: null } },
    });
    const detail = { name: "Maze", version: "v1", entrypoint: "env:Env", validated: true };
    expect(lines.at(-1)).toMatchObject({ kind: "status", status: "completed", detail });
    expect((await json("POST", "environments/profile", { name: "Maze", version: null })).lines.at(-1)).toMatchObject({
      status: "completed",
      detail: { steps_per_second: expect.any(Number), memory_per_env_gb: expect.any(Number) },
    });
  });

  test("end a failed validation with `failed`, of which the first is the error", async () => {
    workshop.failing = "step() must return five values";
    const failed = (await upload()).lines.filter((line) => line["status"] === "failed");
    expect(failed).toMatchObject(
      [{ kind: "status", message: /Maze:v1 is not valid.*five values/, detail: {} }].map((line) => ({
        ...line,
        message: expect.stringMatching(line.message) as string,
      })),
    );
  });

  test("name the entry points that there are, as an HTTP error that the client makes its hint of", async () => {
    workshop.found = { entryPoints: ["a:A", "b:B"], faults: [] };
    const ambiguous = {
      status: 400,
      body: { error_code: "AMBIGUOUS_ENTRYPOINT", available_entrypoints: ["a:A", "b:B"] },
    };
    expect(await upload()).toMatchObject(ambiguous);
    expect(await json("POST", "environments/validate", { name: "Maze", version: null })).toMatchObject(ambiguous);
    const chosen = { name: "Maze", version: null, do_rollouts: false, entrypoint: "b:B" };
    expect((await json("POST", "environments/validate", chosen)).lines.at(-1)).toMatchObject({ status: "completed" });
  });

  test("take empty query parameters for absent ones, and know unknown names", async () => {
    await upload();
    const list = { Maze: { v1: { validated: true, profiled: false } } };
    expect((await send("GET", "environments?name=&include_arena=false")).body).toEqual({ ok: true, data: list });
    expect((await send("GET", "environments?name=Nope&include_arena=true")).body).toEqual({ ok: true, data: {} });
    expect((await send("GET", "environments/exists?name=Maze&version=")).body["data"]).toEqual({ exists: true });
    expect((await send("GET", "environments/exists?name=Nope&version=")).body["data"]).toEqual({ exists: false });
    expect((await send("GET", "environments/entrypoints?name=Maze&version=")).body["data"]).toEqual(["env:Env"]);
    const nope = { status: 404, body: { message: "Environment 'Nope' not found." } };
    expect(await send("GET", "environments/entrypoints?name=Nope&version=")).toMatchObject(nope);
    expect(await json("POST", "environments/validate", { name: "Nope", version: null })).toMatchObject(nope);
    expect(await json("DELETE", "environments/delete", { name: "Nope", version: null })).toMatchObject(nope);
  });

  test("duplicate and delete", async () => {
    await upload();
    const copy = { name: "Maze", new_version_name: "v2", version: null };
    expect((await json("POST", "environments/duplicate", copy)).body["data"]).toMatchObject({ source_version: "v1" });
    expect(await json("POST", "environments/duplicate", copy)).toMatchObject({ status: 409 });
    const deleted = (await json("DELETE", "environments/delete", { name: "Maze", version: null })).body["data"];
    expect(deleted).toMatchObject({ name: "Maze", versions: ["v2", "v1"] });
  });

  test.each([
    ["no name", { name: "" }, {}, /name: is required/],
    ["a name that is a path", { name: "../../etc" }, {}, /name: must have/],
    ["a boolean that is none", { do_rollouts: "maybe" }, {}, /do_rollouts: must be true or false/],
    ["a configuration in bytes", {}, { env_config: "\ufffe\u0000: [" }, /env_config:/],
    ["requirements that are not here", {}, { requirements: "torch" }, /requirements: torch is not installed/],
    ["several agents", { multi_agent: "true" }, {}, /multi_agent: is not offered by this server/],
  ])("refuse %s, before the stream begins", async (_what, texts, files, message) => {
    const { status, body } = await upload(texts, files);
    expect(body).toMatchObject({ ok: false, error_code: "VALIDATION", message: expect.stringMatching(message) });
    expect(status).toBe(400);
    expect(workshop.kept.size).toBe(0);
  });

  test("refuse an upload without a file", async () => {
    const form = new FormData();
    form.set("name", "Maze");
    const answer = await send("POST", "environments/create-and-validate", { body: form });
    expect(answer).toMatchObject({ status: 400, body: { message: expect.stringMatching(/^file: must be sent once/) } });
  });
});

describe("GraphQL", () => {
  async function ask(source: string): Promise<Record<string, unknown>> {
    const { viewer } = rows.command();
    const { database, orchestration } = rows;
    const dependencies = { database, orchestration, workshop, installation: rows.command().installation };
    const context: Context = createContext({
      viewer,
      sessionPersonId: () => Promise.resolve(null),
      credentialHolds: () => Promise.resolve(true),
      request: { requestId: "r", ipAddress: null, via: "SDK" },
      dependencies: dependencies as never,
    });
    // Through the server's own library: a test's import of graphql is another copy than the schema's.
    const yoga = createYoga({ schema: createSchema(), context: () => context, logging: false });
    const headers = { "content-type": "application/json" };
    const init = { method: "POST", headers, body: JSON.stringify({ query: source }) };
    const answer = await yoga.fetch("http://arena.test/graphql", init);
    const { data, errors } = (await answer.json()) as { data: Record<string, unknown>; errors?: { message: string }[] };
    if (errors !== undefined) throw new Error(errors[0]?.message);
    return data;
  }
  const own = async (): Promise<Record<string, unknown>> => {
    const fields = "id name version custom valid invalidReason entryPoint validatedAt profile { stepsPerSecond }";
    const { viewer } = await ask(`{ viewer { currentOrganization { environments { ${fields} } } } }`);
    const found = (viewer as { currentOrganization: { environments: Record<string, unknown>[] } }).currentOrganization;
    return found.environments.find((one) => one["custom"] === true) ?? {};
  };

  test("shows versions, why one is not valid, and why its experiments cannot be trained", async () => {
    workshop.failing = "five values";
    await upload();
    expect(await own()).toMatchObject({ name: "Maze", valid: false, validatedAt: null, profile: null });
    const manifest = { algorithm: { name: "PPO" }, environment: { name: "Maze" } };
    const draft = { projectId: rows.projectId, name: "E", manifest, resourceClassId: null };
    const { experimentId } = await createExperiment(rows.command(), draft);
    const id = Buffer.from(`Experiment:${experimentId}`).toString("base64");
    const train = async (): Promise<unknown> =>
      (await ask(`{ experiment(id: "${id}") { actions { train { allowed reason } } } }`))["experiment"];
    const refused = (reason: RegExp) => ({
      actions: { train: { allowed: false, reason: expect.stringMatching(reason) } },
    });
    expect(await train()).toMatchObject(refused(/cannot be trained on. Its validation failed: step_api: five values/));
    workshop.failing = null;
    const validated = await ask(`mutation { validateEnvironment(input: { id: "${String((await own())["id"])}" }) {
      ... on ValidateEnvironmentSuccess { environment { valid } checks { name success } } ... on Error { message } } }`);
    expect(validated["validateEnvironment"]).toEqual({
      environment: { valid: true },
      checks: [{ name: "step_api", success: true }],
    });
    expect(await train()).toMatchObject(refused(/custom one, in Python/));
    workshop.kept.clear();
    expect(await train()).toMatchObject(refused(/source of Maze:v1 is missing/));
    const deletion = await ask(`mutation { deleteEnvironment(input: { id: "${String((await own())["id"])}" }) {
      ... on DeleteEnvironmentSuccess { name version } ... on Error { message } } }`);
    expect(deletion["deleteEnvironment"]).toEqual({ name: "Maze", version: "v1" });
    expect(await train()).toMatchObject(refused(/Environment 'Maze' not found/));
    expect(await own()).toEqual({});
  });

  test("names the entry points of an ambiguous one, and knows no others' environments", async () => {
    workshop.found = { entryPoints: ["a:A", "b:B"], faults: [] };
    await upload();
    const id = String((await own())["id"]);
    const validate = () =>
      ask(`mutation { validateEnvironment(input: { id: "${id}" }) { __typename
        ... on AmbiguousEntryPointError { code availableEntryPoints } } }`);
    expect((await validate())["validateEnvironment"]).toEqual({
      __typename: "AmbiguousEntryPointError",
      code: "AMBIGUOUS_ENTRYPOINT",
      availableEntryPoints: ["a:A", "b:B"],
    });
    rows = await OrganizationRows.create(opened.database);
    expect((await validate())["validateEnvironment"]).toEqual({ __typename: "NotFoundError" });
  });
});
