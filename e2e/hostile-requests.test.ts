import { randomUUID } from "node:crypto";
import type { GraphQLError } from "graphql";
import { createClient as createSocketClient } from "graphql-ws";
import { describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { createClient, type ArenaError } from "@arena/sdk";
import { ppo } from "./experiments.ts";
import { assertInvariants } from "./invariants.ts";
import { BadInputBed } from "./bad-input-bed.ts";

const bed = BadInputBed.use();
const { create, post, refusal, spareApiKey } = bed;
const globalId = (type: string, uuid: string): string => Buffer.from(`${type}:${uuid}`).toString("base64url");

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
    expect(JSON.stringify(answer)).not.toContain(bed.system.email);
  });

  test("without credentials nobody is anybody", async () => {
    const stranger = createClient({ url: bed.system.address });
    expect(await stranger.viewer()).toBeNull();
    expect(await stranger.project(bed.projectId).catch(() => null)).toBeNull();
    await stranger.close();
  });

  test("a query that is too deep, or has too many aliases, or costs too much, is refused with the limit in the message", async () => {
    let deep = "{ id }";
    for (let level = 0; level < 8; level += 1)
      deep = `{ experiment { project { experiments { edges { node ${deep} } } } } }`;
    expect((await query(`{ run(id: "x") ${deep} }`)).errors![0]!.message).toContain("at most 12");
    const aliases = Array.from({ length: 31 }, (_, index) => `a${index}: __typename`).join(" ");
    expect((await query(`{ ${aliases} }`)).errors![0]!.message).toContain("at most 30");
    const costly = `{ project(id: "${bed.projectId}") { experiments(first: 1000) { edges { node { runs { checkpoints { id } } } } } } }`;
    const answer = await query(costly);
    expect(answer.errors![0]!.message).toContain("5000");
    expect((answer.data as { project: null } | undefined)?.project ?? null).toBeNull();
  });

  test("a page above the cap is an error, not a clamp", async () => {
    const answer = await query(`{ project(id: "${bed.projectId}") { experiments(first: 1001) { totalCount } } }`);
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
      () => bed.client.createProject({ name: randomUUID(), description: "a\u0000b" }),
      () => bed.client.createProject({ name: randomUUID(), description: "a\ud800b" }),
      () => bed.client.createProject({ name: randomUUID(), idempotencyKey: "a\u0000b" }),
    ])
      expect((await refusal(work)).code).toBe("VALIDATION");
    const search = `{ project(id: "${bed.projectId}") { experiments(filter: { text: "a\\u0000b" }) { totalCount } } }`;
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
            const answer = await fetch(`${bed.system.address}/graphql`, { method: "POST", headers, body });
            await answer.arrayBuffer();
            return answer.status;
          }),
        )),
      );
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(50);
    const socket = createSocketClient({
      url: `${bed.system.address.replace("http", "ws")}/graphql`,
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
    const holder = createClient({ url: bed.system.address, apiKey: spare });
    const names: string[] = [];
    let ended: unknown = null;
    const followed = (async () => {
      for await (const { events } of holder.watchProject(bed.projectId))
        names.push(...events.map(({ experiment }) => experiment?.name ?? ""));
    })().catch((error: unknown) => (ended = error));
    const seen = `Seen ${randomUUID()}`;
    const happens = () => create(ppo(), `${seen} ${randomUUID()}`);
    await expect
      .poll(async () => (await happens(), names.some((name) => name.startsWith(seen))), { timeout: 20_000 })
      .toBe(true);
    await bed.system.pool.query("UPDATE api_key SET revoked_at = now() WHERE last_four = $1", [spare.slice(-4)]);
    // Looked up every five seconds, when something is about to be sent.
    await expect.poll(async () => (await happens(), ended), { timeout: 20_000 }).not.toBeNull();
    await followed;
    expect((ended as ArenaError).code).toBe("UNAUTHENTICATED");
    await holder.close();
  });

  test("another site's page cannot use the cookie", async () => {
    const response = await fetch(`${bed.system.address}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", cookie: "arena.session_token=x", origin: "https://evil.example" },
      body: JSON.stringify({ query: "{ __typename }" }),
    });
    expect(response.status).toBe(403);
    const asForm = (headers: Record<string, string>) =>
      fetch(`${bed.system.address}/graphql`, {
        method: "POST",
        headers: { cookie: "arena.session_token=x", ...headers },
        body: "query=%7B__typename%7D",
      });
    expect((await asForm({ "content-type": "application/x-www-form-urlencoded" })).status).toBe(415);
    expect((await asForm({ "content-type": "text/plain" })).status).toBe(415);
    expect((await asForm({ "content-type": "application/json", "sec-fetch-site": "cross-site" })).status).toBe(403);
  });

  test("of the sign-in library only what is used is there", async () => {
    const headers = { "content-type": "application/json", origin: bed.system.address };
    const signIn = await fetch(`${bed.system.address}/api/auth/sign-in/email`, {
      method: "POST",
      headers,
      body: JSON.stringify({ email: bed.system.email, password: bed.system.password }),
    });
    const cookie = signIn.headers
      .getSetCookie()
      .map((one) => one.split(";", 1)[0])
      .join("; ");
    expect(cookie).toContain("session_token");
    const ask = (path: string, body: unknown) =>
      fetch(`${bed.system.address}/api/auth${path}`, {
        method: "POST",
        headers: { ...headers, cookie },
        body: JSON.stringify(body),
      });
    for (const path of ["/update-user", "/update-user/", "//update-user", "/sign-up/email", "/delete-user"])
      expect((await ask(path, { name: "x\u202e".repeat(9_000) })).status, path).toBe(404);
    expect((await bed.client.viewer())?.person.name).not.toContain("\u202e");
    expect((await ask("/sign-out", {})).status).toBe(200);
  });

  test("an agent without its token, and ingest without it, are refused", async () => {
    const response = await fetch(`${bed.system.address}/ingest/runs/${randomUUID()}/events?offset=0`, {
      method: "POST",
      body: "{}",
    });
    expect(response.status).toBe(401);
  });

  test("a socket takes a hundred subscriptions; what is refused does not count", async () => {
    const socket = createSocketClient({
      url: `${bed.system.address.replace("http", "ws")}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { authorization: `Bearer ${bed.system.apiKey}` },
      lazy: false,
      retryAttempts: 0,
    });
    const query = "subscription ($projectId: ID!) { projectExperiments(projectId: $projectId) { sequence } }";
    const subscribe = (document: string) =>
      new Promise<{ answer: string; release: () => void }>((resolve) => {
        const release = socket.subscribe(
          { query: document, variables: { projectId: bed.projectId } },
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
    expect((await bed.client.viewer())?.person.email).toBe(bed.system.email);
    await assertInvariants(bed.system);
  });
});

test("API keys: one active, shown once, stored hashed; a revoked key is refused", async () => {
  expect((await refusal(() => bed.client.createApiKey())).code).toBe("NOT_ALLOWED");
  const { secret, apiKey } = await bed.client.rotateApiKey();
  expect(secret).toMatch(/^arena_pat_[0-9a-f-]{36}_[0-9a-f]{64}$/);
  expect(apiKey.lastFour).toBe(secret.slice(-4));
  const { rows } = await bed.system.pool.query<{ text: string }>("SELECT row_to_json(k)::text AS text FROM api_key k");
  for (const { text } of rows) expect(text).not.toContain(secret.slice(-20));
  expect(await bed.client.viewer().catch((error: { code: string }) => error.code)).toBe("UNAUTHENTICATED");
  const renewed = createClient({ url: bed.system.address, apiKey: secret });
  expect((await renewed.viewer())?.person.email).toBe(bed.system.email);
  await renewed.revokeApiKey();
  expect(await renewed.viewer().catch((error: { code: string }) => error.code)).toBe("UNAUTHENTICATED");
  await renewed.close();
});
