import { afterEach, describe, expect, it } from "vitest";
import { createClient, pages, type ArenaClient } from "../src/index.ts";
import { startScriptedServer, type Answer, type ScriptedServer } from "./http-server.ts";

let server: ScriptedServer;
let client: ArenaClient;
afterEach(async () => {
  await client.close();
  await server.stop();
});

/** A project of so many experiments, given in pages as the server gives them. */
const projectOf =
  (total: number): Answer =>
  (response, { variables }) => {
    const from = variables["after"] ? Number(variables["after"]) : 0;
    const to = Math.min(total, from + Number(variables["first"]));
    const edges = Array.from({ length: to - from }, (_, index) => ({ node: { id: `E${from + index + 1}` } }));
    const pageInfo = { hasNextPage: to < total, endCursor: edges.length > 0 ? String(to) : null };
    response.end(JSON.stringify({ data: { project: { experiments: { totalCount: total, pageInfo, edges } } } }));
  };

async function idsOf(read: Parameters<typeof pages<{ id: string }>>[0], upTo = Infinity): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id } of pages(read)) {
    ids.push(id);
    if (ids.length === upTo) break;
  }
  return ids;
}

async function experimentsOf(total: number, first: number, upTo = Infinity): Promise<string[]> {
  server = await startScriptedServer(projectOf(total));
  client = createClient({ url: server.url });
  const read = async (after: string | null) =>
    (await client.projectExperiments({ id: "P", first, ...(after === null ? {} : { after }) }))?.experiments;
  return idsOf(read, upTo);
}

describe("pages", () => {
  it.each([
    [0, 1],
    [3, 1],
    [4, 1],
    [5, 2],
    [9, 3],
  ])("reads %i experiments in %i requests", async (total, requests) => {
    expect(await experimentsOf(total, 4)).toEqual(Array.from({ length: total }, (_, index) => `E${index + 1}`));
    expect(server.requests).toHaveLength(requests);
  });

  it("asks for no page that the reader does not come to", async () => {
    expect(await experimentsOf(100, 4, 5)).toHaveLength(5);
    expect(server.requests).toHaveLength(2);
  });

  it("is empty for what does not exist", async () => {
    server = await startScriptedServer((response) => response.end(JSON.stringify({ data: { project: null } })));
    client = createClient({ url: server.url });
    const read = async () => (await client.projectExperiments({ id: "P" }))?.experiments;
    expect(await idsOf(read)).toEqual([]);
  });
});
