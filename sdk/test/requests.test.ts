import { afterEach, describe, expect, it } from "vitest";
import { ArenaError, createClient, type ArenaClient } from "../src/index.ts";
import { cut, json, lost, silent, startScriptedServer, text, type Answer, type ScriptedServer } from "./http-server.ts";

let server: ScriptedServer;
let client: ArenaClient;
afterEach(async () => {
  await client.close();
  await server.stop();
});

async function serve(answers: readonly Answer[], options: { deadlineMs?: number; apiKey?: string } = {}) {
  server = await startScriptedServer(...answers);
  client = createClient({ url: `${server.url}/`, ...options });
}
const viewer = json({ data: { viewer: null } });
const made = json({ data: { createProject: { __typename: "CreateProjectSuccess", project: { id: "1", name: "A" } } } });
const project = { name: "A", kind: "CLASSIC" } as const;

describe("a request", () => {
  it("carries the key, and answers with the data", async () => {
    await serve([viewer], { apiKey: "arena_pat_test" });
    expect(await client.viewer()).toBeNull();
    expect(server.requests[0]).toMatchObject({ headers: { authorization: "Bearer arena_pat_test" }, variables: {} });
  });

  it.each([
    ["UNAUTHENTICATED", 401],
    ["RATE_LIMITED", 429],
    ["COMPLEXITY_EXCEEDED", 413],
    ["INTERNAL", 200],
  ])(
    "that is refused with %s says so, with what the server logged it under, and is not repeated",
    async (code, status) => {
      await serve([json({ errors: [{ message: "No.", extensions: { code } }] }, status, "request-7")]);
      const error = { name: "ArenaTransportError", code, message: "No.", requestId: "request-7" };
      await expect(client.viewer()).rejects.toMatchObject(error);
      expect(server.requests).toHaveLength(1);
    },
  );

  it.each<[string, Answer]>([
    ["no JSON", text("<h1>Hello</h1>", 200)],
    ["JSON of someone else", json({ hello: 1 })],
    ["null", json(null)],
    ["no data", json({ data: null })],
  ])("that is answered with %s is an error, not data", async (_what, answer) => {
    await serve([answer]);
    await expect(client.viewer()).rejects.toMatchObject({ code: "INTERNAL", message: /without data/ });
  });

  it("that is not answered in time says so, and is not repeated", async () => {
    await serve([silent], { deadlineMs: 100 });
    await expect(client.viewer()).rejects.toMatchObject({ code: "TIMEOUT", requestId: null, message: /100 ms/ });
    expect(server.requests).toHaveLength(1);
  });

  it("whose answer stops in the middle runs into the deadline, with the request's id", async () => {
    const stalls: Answer = (response) => {
      response.writeHead(200, { "content-type": "application/json", "x-request-id": "request-9" }).write('{"data":');
    };
    await serve([stalls], { deadlineMs: 200 });
    await expect(client.viewer()).rejects.toMatchObject({ code: "TIMEOUT", requestId: "request-9" });
  });

  it.each<[string, Answer]>([
    ["lost", lost],
    ["cut", cut],
    ["refused by a gateway", text("Bad Gateway", 502)],
  ])("whose answer is %s is sent again", async (_what, answer) => {
    await serve([answer, answer, viewer]);
    expect(await client.viewer()).toBeNull();
    expect(server.requests).toHaveLength(3);
  });

  it("that is lost each time is given up after three", async () => {
    await serve([lost]);
    await expect(client.viewer()).rejects.toMatchObject({ code: "NETWORK", requestId: null });
    expect(server.requests).toHaveLength(3);
  });

  it("ends with the caller's signal, whose reason is thrown", async () => {
    await serve([silent]);
    const abort = new AbortController();
    const { ViewerDocument } = await import("../src/generated/graphql.ts");
    const answer = client.request(ViewerDocument, {}, abort.signal);
    abort.abort(new Error("gone"));
    await expect(answer).rejects.toThrow("gone");
  });
});

describe("a command", () => {
  it("keeps its idempotency key over its repetitions, so that it has one effect", async () => {
    await serve([lost, cut, made]);
    expect(await client.createProject(project)).toMatchObject({ id: "1" });
    const keys = server.requests.map(({ variables }) => variables.input?.["idempotencyKey"]);
    expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(keys).toEqual([keys[0], keys[0], keys[0]]);
  });

  it("uses the caller's key, and another one for each call without", async () => {
    await serve([made]);
    await client.createProject({ ...project, idempotencyKey: "mine" });
    await client.createProject(project);
    await client.createProject(project);
    const keys = server.requests.map(({ variables }) => variables.input?.["idempotencyKey"]);
    expect(keys[0]).toBe("mine");
    expect(new Set(keys).size).toBe(3);
  });

  it("that is sent raw and without a key is not repeated", async () => {
    await serve([lost]);
    const { CreateProjectDocument } = await import("../src/generated/graphql.ts");
    await expect(client.request(CreateProjectDocument, { input: project })).rejects.toMatchObject({ code: "NETWORK" });
    expect(server.requests).toHaveLength(1);
  });

  it.each([
    [
      {
        __typename: "ValidationError",
        code: "VALIDATION",
        message: "name: no",
        fields: [{ path: "name", message: "no" }],
      },
      { code: "VALIDATION", message: "name: no", fields: [{ path: "name", message: "no" }], reason: null, missing: [] },
    ],
    [
      { __typename: "NotAllowedError", code: "NOT_ALLOWED", message: "It is running.", reason: "It is running." },
      { code: "NOT_ALLOWED", reason: "It is running.", fields: [], missing: [] },
    ],
    [
      { __typename: "IncompleteCheckpointError", code: "INCOMPLETE_CHECKPOINT", message: "-", missing: ["RNG"] },
      { code: "INCOMPLETE_CHECKPOINT", missing: ["RNG"], fields: [], reason: null },
    ],
    [
      { __typename: "NameTakenError", code: "NAME_TAKEN", message: "-" },
      { code: "NAME_TAKEN", fields: [], reason: null, missing: [] },
    ],
  ])("that the server refuses with $code throws it with what belongs to it", async (answer, expected) => {
    await serve([json({ data: { resumeExperiment: answer } })]);
    const refused = client.resumeExperiment({ checkpointId: "1" });
    await expect(refused).rejects.toBeInstanceOf(ArenaError);
    await expect(refused).rejects.toMatchObject(expected);
    expect(server.requests).toHaveLength(1);
  });
});
