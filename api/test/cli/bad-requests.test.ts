import { request as httpRequest } from "node:http";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createDomainDatabase, MANIFEST, OrganizationRows, type DomainDatabase } from "../domain/organization-rows.ts";
import { giveKey, startCliServer, type CliServer } from "./cli-server.ts";

let opened: DomainDatabase;
let rows: OrganizationRows;
let server: CliServer;
let key: string;
beforeAll(async () => {
  opened = await createDomainDatabase();
});
beforeEach(async () => {
  rows = await OrganizationRows.create(opened.database);
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
  readonly type: string;
  readonly text: string;
}
async function send(method: string, path: string, init: RequestInit = {}): Promise<Answered> {
  const url = `${server.address}${path.startsWith("/") ? path : `/api/cli/v1/${path}`}`;
  const answer = await fetch(url, { method, ...init, headers: { authorization: `Bearer ${key}`, ...init.headers } });
  return { status: answer.status, type: answer.headers.get("content-type") ?? "", text: await answer.text() };
}
const json = (method: string, path: string, body: unknown): Promise<Answered> =>
  send(method, path, { headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
const submit = (body: unknown): Promise<Answered> => json("POST", "experiments/jobs/submit", body);

/** As the client reads it: an object with a message that is text, and nothing that it would print beside it. */
function expectError(answer: Answered, status: number, message: RegExp | string): void {
  expect(answer).toMatchObject({ status, type: expect.stringMatching(/^application\/json/) });
  const body = JSON.parse(answer.text) as Record<string, unknown>;
  expect(Object.keys(body).sort()).toEqual(["error_code", "message", "ok", "status_code"]);
  expect(body).toMatchObject({ ok: false, status_code: status });
  expect(body["message"]).toMatch(message);
}

describe("credentials", () => {
  const bad = ["Bearer arena_pat_wrong", "Bearer a.b.c", "Basic YTpi", "Bearer arena_org_x", ""];

  test("a bad one is 401 everywhere, and for capabilities there is no such address", async () => {
    for (const authorization of bad) {
      const headers = { authorization, cookie: "arena.session_token=whose" };
      for (const [method, path] of [
        ["GET", "projects"],
        ["POST", "experiments/jobs/submit"],
        ["GET", "/api/users/current"],
        ["GET", "on-prem/classes/list"],
        ["POST", "inference/deploy"],
      ] as const) {
        expectError(await send(method, path, { headers }), 401, /./);
      }
      expectError(await send("GET", "capabilities", { headers }), 404, "no such address");
    }
  });

  test("a cookie is one for the download of a page of ours, and for nothing else", async () => {
    const cookie = "arena.session_token=x";
    const download = "/api/cli/v1/on-prem/classes/deployment-setup?name=x&setupType=helm";
    for (const [path, headers, status] of [
      [download, { "sec-fetch-site": "same-origin" }, 403],
      [download, { referer: "https://arena.test/on-prem" }, 403],
      [download, { "sec-fetch-site": "cross-site", referer: "https://arena.test/on-prem" }, 401],
      [download, { "sec-fetch-site": "none" }, 401],
      [download, { referer: "https://evil.test/https://arena.test/" }, 401],
      [download, { referer: "nonsense" }, 401],
      [download, {}, 401],
      ["/api/cli/v1/on-prem/classes/list", { "sec-fetch-site": "same-origin" }, 401],
      ["/api/users/current", { referer: "https://arena.test/" }, 401],
    ] as const) {
      expect({ headers, ...(await get(path, { cookie, ...headers })) }).toMatchObject({ headers, status });
    }
  });

  test("a cookie alone is none", async () => {
    const answer = await fetch(`${server.address}/api/cli/v1/projects`, {
      headers: { cookie: "arena.session_token=x" },
    });
    expect(answer.status).toBe(401);
  });

  test("a good one that may not is 403, and its capabilities are closed", async () => {
    for (const path of [
      "on-prem/provider",
      "on-prem/classes/list",
      "on-prem/classes/get",
      "on-prem/classes/deployment-setup",
    ])
      expectError(await send("GET", path), 403, "requires a Manager on an Enterprise organization");
    for (const path of ["on-prem/enable", "on-prem/disable"]) expectError(await send("POST", path), 403, /Manager/);
    expectError(await json("POST", "on-prem/classes/create", {}), 403, /Manager/);
    expectError(await json("PATCH", "on-prem/classes/update", { name: "x" }), 403, /Manager/);
    expectError(await json("PATCH", "on-prem/provider", {}), 403, /Manager/);
    expectError(await send("DELETE", "on-prem/classes/delete?name=x"), 403, /Manager/);
    expect(JSON.parse((await send("GET", "capabilities")).text)).toMatchObject({
      ok: true,
      data: { schemaVersion: 1, enterprise: false, features: { onPremCli: false }, cli: { manifestSchemaVersion: 2 } },
    });
  });

  test("the person's standing is asked each time", async () => {
    await opened.database.pool.query("UPDATE organization SET plan = 'ENTERPRISE' WHERE id = $1", [
      rows.organizationId,
    ]);
    expect(JSON.parse((await send("GET", "capabilities")).text)).toMatchObject({ data: { enterprise: true } });
    await opened.database.pool.query("DELETE FROM membership WHERE person_id = $1", [rows.personId]);
    expectError(await send("GET", "projects"), 401, /revoked/);
  });
});

describe("bodies", () => {
  test("of another type, broken, or of another shape are refused", async () => {
    const post = (type: string, body: string) =>
      send("POST", "experiments/jobs/submit", { headers: { "content-type": type }, body });
    expectError(await post("application/x-yaml", "a: 1"), 415, "must be application/json");
    expectError(await post("text/plain", "{}"), 415, /must be/);
    expectError(await post("application/x-www-form-urlencoded", "manifest=1"), 415, /must be/);
    expectError(await post("application/json", "{"), 400, "not JSON");
    for (const body of ["[]", "null", '"text"', "7"])
      expectError(await post("application/json", body), 400, "must be a JSON object");
    expectError(await post("multipart/form-data", "x"), 400, "multipart form cannot be read");
    expectError(await post("multipart/form-data; boundary=x", "nothing of the kind"), 400, "multipart");
    expectError(await post("application/json", ""), 400, "manifest: is required");
    expectError(await send("GET", "experiments/jobs/submit"), 405, "does not take this method");
    expectError(await send("GET", "nothing"), 404, "no such address");
    expectError(await send("GET", "__proto__"), 404, "no such address");
  });

  test("too large, too deep, or with what cannot be stored are refused before anything is made of them", async () => {
    const large = { "content-type": "application/json" };
    const huge = await send("POST", "projects/create", { headers: large, body: `{"name":"${"x".repeat(2 ** 21)}"}` });
    expectError(huge, 413, "at most 1048576 bytes");
    expectError(await announce("projects/create", 2 ** 40), 413, "at most");
    const deep = `{"manifest":${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}}`;
    expectError(await send("POST", "experiments/jobs/submit", { headers: large, body: deep }), 400, "levels deep");
    const wide = { manifest: { training: Object.fromEntries(Array.from({ length: 60_000 }, (_, i) => [i, 1])) } };
    expectError(await submit(wide), 400, "at most 20,000 values");
    expectError(await json("POST", "projects/create", { name: "a\0b" }), 400, /name: holds NUL/);
    expectError(await json("POST", "projects/create", { name: "a\ud800b" }), 400, /name: holds NUL or half/);
    expectError(await send("GET", "experiments/list?project=%00"), 400, /project: holds NUL/);
    expectError(
      await send("POST", "experiments/jobs/submit", { headers: large, body: '{"manifest":{"__proto__":{"a":1}}}' }),
      400,
      /__proto__: is not allowed/,
    );
  });

  test("a YAML bomb is text like any other", async () => {
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${"bcdefghi".replaceAll(/./g, (letter, at) => {
      const before = "abcdefgh"[at as number];
      return `${letter}: &${letter} [${Array<string>(9).fill(`*${before}`).join(",")}]\n`;
    })}`;
    expectError(await submit({ manifest: bomb }), 400, "manifest: must be a JSON object");
    const form = new FormData();
    form.set("manifest", bomb);
    expectError(await send("POST", "experiments/jobs/submit", { body: form }), 400, "manifest: must be a JSON object");
  });

  test("of the wrong types are refused by the name of the field", async () => {
    expectError(
      await json("POST", "projects/create", { description: null, llm_based: false }),
      400,
      "name: is required",
    );
    expectError(await json("POST", "projects/create", { name: 7 }), 400, "name: must be a text");
    expectError(await json("POST", "projects/create", { name: "x", llm_based: "yes" }), 400, /llm_based: must be true/);
    expectError(await json("DELETE", "projects/delete", {}), 400, "name: is required");
    expectError(await json("POST", "experiments/jobs/stop", {}), 400, "experiment_name: is required");
    expectError(await json("POST", "experiments/jobs/resume", { experiment_name: "x" }), 400, "max_steps: is required");
    for (const max_steps of [0, -1, 1.5, 1e30, "many", [], {}, true])
      expectError(
        await json("POST", "experiments/jobs/resume", { experiment_name: "x", max_steps }),
        400,
        /max_steps: must/,
      );
    expectError(await send("GET", "experiments/metrics"), 400, "experiment_name: is required");
    await rows.experiment(MANIFEST, "E");
    expectError(await send("GET", "experiments/metrics?experiment_name=E&preview_rows=-1"), 400, /preview_rows/);
    expectError(await send("GET", "experiments/metrics?experiment_name=E&preview_rows=x"), 400, /preview_rows/);
    expectError(await send("GET", "experiments/metrics?experiment_name=E&details=perhaps"), 400, /details/);
    for (const resource_id of [{}, [], true])
      expectError(await submit({ manifest: MANIFEST, resource_id }), 400, "resource_id: must be a text");
    for (const num_nodes of [0, -3, "two"])
      expectError(await submit({ manifest: MANIFEST, num_nodes }), 400, /num_nodes/);
  });
});

test("what is not offered says so, whatever is sent with it", async () => {
  const large = new FormData();
  large.set("file", new Blob([new Uint8Array(3 * 2 ** 20)]), "data.csv");
  expectError(
    await send("POST", "datasets/create", { body: large }),
    501,
    "Creating datasets is not offered by this server.",
  );
  expectError(await json("POST", "models/info", { model_name: "m" }), 501, "not offered by this server.");
  expectError(await json("POST", "inference/deploy", { experiment_name: "e" }), 501, "not offered by this server.");
  expectError(await send("GET", "inference/deployments/list"), 501, "not offered by this server.");
  expectError(await send("GET", "inference/deployments/one?name=x"), 501, "not offered by this server.");
  for (const [path, data] of [
    ["/api/users/credits", { credits: null, note: "This server does not bill." }],
    ["models", []],
    ["datasets?search=x", []],
    ["datasets/exists?name=x", { exists: false }],
  ] as const)
    expect(JSON.parse((await send("GET", path)).text)).toEqual({ ok: true, data });
});

/** With headers that `fetch` keeps for browsers. */
function get(path: string, headers: Readonly<Record<string, string>>): Promise<{ status: number }> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(`${server.address}${path}`, { headers }, (answer) => {
      answer.resume();
      answer.once("end", () => resolve({ status: answer.statusCode ?? 0 }));
    });
    request.once("error", reject);
    request.end();
  });
}

/** Says that much comes, and sends nothing. */
function announce(path: string, sizeBytes: number): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(`${server.address}/api/cli/v1/${path}`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${key}`,
        "content-type": "application/json",
        "content-length": sizeBytes,
      },
    });
    request.once("error", reject);
    request.once("response", (answer) => {
      let text = "";
      answer.on("data", (chunk: Buffer) => (text += chunk.toString()));
      answer.once("end", () => {
        request.destroy();
        resolve({ status: answer.statusCode ?? 0, type: answer.headers["content-type"] ?? "", text });
      });
    });
    request.flushHeaders();
  });
}
