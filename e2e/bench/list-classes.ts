/**
 * How long a Manager waits for a list of 1,000 resource classes, beside the floor of the same run: the smallest question
 * that the api answers. `node e2e/bench/list-classes.ts [rounds]`; needs ARENA_TEST_DATABASE_URL.
 */
import { startSystem, type System } from "../system.ts";

const CLASSES = 1_000;
const LIST = `{ viewer { currentOrganization { resourceClasses(first: ${CLASSES}, kind: ON_PREM) { edges { node {
  id name slug enabled description nodes cpus gpus memory connection lastHeartbeatAt queueLength nameIsFixed } } } } } }`;
const SMALLEST = "{ viewer { person { id } } }";

async function ask(system: System, query: string): Promise<Record<string, unknown>> {
  const response = await fetch(`${system.address}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${system.apiKey}` },
    body: JSON.stringify({ query }),
  });
  const answer = (await response.json()) as { data?: Record<string, unknown>; errors?: unknown };
  if (answer.errors || !answer.data) throw new Error(JSON.stringify(answer.errors));
  return answer.data;
}

async function time(
  name: string,
  rounds: number,
  targetMs: number | null,
  work: () => Promise<unknown>,
): Promise<void> {
  for (let round = 0; round < 5; round += 1) await work();
  const all: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const start = performance.now();
    await work();
    all.push(performance.now() - start);
  }
  const sorted = all.toSorted((a, b) => a - b);
  const at = (share: number): string =>
    sorted[Math.min(rounds - 1, Math.floor(rounds * share))]!.toFixed(1).padStart(7);
  console.log(`${name.padEnd(45)} p50 ${at(0.5)} ms  p95 ${at(0.95)} ms  ${targetMs ? `target ${targetMs} ms` : ""}`);
}

const system = await startSystem();
try {
  await ask(system, "mutation { enableOnPrem(input: {}) { __typename } }");
  await system.pool.query(
    `INSERT INTO resource_class (id, organization_id, name, slug, kind, nodes, cpus, gpus, memory_bytes, description)
     SELECT gen_random_uuid(), organization.id, 'Rack ' || number, 'rack-' || number, 'ON_PREM', 4, 32, 8, 1e11, 'Row ' || number
     FROM organization, generate_series(1, $1) AS number`,
    [CLASSES],
  );
  const rounds = Number(process.argv[2] ?? 50);
  const listed = (await ask(system, LIST)) as {
    viewer: { currentOrganization: { resourceClasses: { edges: unknown[] } } };
  };
  if (listed.viewer.currentOrganization.resourceClasses.edges.length !== CLASSES)
    throw new Error("not all were listed");
  await time("floor: the smallest question", rounds, null, () => ask(system, SMALLEST));
  await time(`${CLASSES.toLocaleString("en")} resource classes`, rounds, 100, () => ask(system, LIST));
} finally {
  await system.stop();
}
