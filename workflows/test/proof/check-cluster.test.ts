import { describe, expect, test } from "vitest";
import type { ClusterCheck } from "../../src/contract/cluster-check.ts";
import type { NodeTask, ProbeFacts, RayNode } from "../../src/contract/cluster-probe.ts";
import { checkCluster, type ServerFacts } from "../../src/proof/check-cluster.ts";
import type { ClusterShape } from "../../src/proof/ray-node-fits.ts";

const GIB = 1024 ** 3;
const SHAPE: ClusterShape = { nodes: 2, cpus: 4, gpus: 1, memoryBytes: 8 * GIB };
const SERVER: ServerFacts = {
  handshakeAgeMs: 40_000,
  agent: { epoch: 3, heartbeatAgeMs: 800 },
  pathMtu: { bytes: 1_420, reason: null },
  agentSkewMs: -120,
};
const node = (id: string, more: Partial<RayNode> = {}): RayNode => ({
  id,
  address: `10.0.1.${id}`,
  isHead: false,
  alive: true,
  cpus: 4,
  gpus: 1,
  memoryBytes: 5 * GIB,
  ...more,
});
const task = (id: string, more: Partial<NodeTask> = {}): NodeTask => ({
  node: id,
  address: `10.0.1.${id}`,
  host: `worker-${id}`,
  read: true,
  skewMs: 0,
  error: null,
  ...more,
});
const facts = (
  more: Partial<NonNullable<ProbeFacts["ray"]>> = {},
  echo: Partial<ProbeFacts["echo"]> = {},
): ProbeFacts => ({
  epoch: 3,
  at: "2026-01-01T00:00:00.000Z",
  echo: { sizeBytes: 1_048_576, milliseconds: 210, isEqual: true, error: null, ...echo },
  ray: {
    nodes: [node("1", { isHead: true, cpus: 0, gpus: 0 }), node("2"), node("3")],
    tasks: [task("2"), task("3")],
    error: null,
    ...more,
  },
});
function result(checks: readonly ClusterCheck[], name: string): ClusterCheck {
  const found = checks.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no check ${name}`);
  return found;
}
const failing = (checks: readonly ClusterCheck[]): string[] =>
  checks.filter(({ outcome }) => outcome === "FAILED").map(({ name }) => name);

describe("the proof of a cluster", () => {
  test("passes where everything is as the class says", () => {
    const checks = checkCluster(SERVER, facts(), SHAPE);
    expect(checks.map(({ name, outcome }) => `${name} ${outcome}`)).toEqual([
      "WIREGUARD_HANDSHAKE PASSED",
      "AGENT PASSED",
      "TUNNEL_ECHO PASSED",
      "PATH_MTU PASSED",
      "CLOCK_SKEW PASSED",
      "RAY_NODES PASSED",
      "SHARED_STORAGE PASSED",
      "NODE_TASKS PASSED",
    ]);
    expect(result(checks, "TUNNEL_ECHO").observed).toBe("1 MiB there and back in 210 ms (5.0 MB/s)");
    expect(checks.every(({ remedy }) => remedy === null)).toBe(true);
  });

  test("says what was not looked at when the agent does not answer", () => {
    const checks = checkCluster({ ...SERVER, handshakeAgeMs: null, agent: null, agentSkewMs: null }, null, SHAPE);
    expect(failing(checks)).toEqual(["WIREGUARD_HANDSHAKE", "AGENT"]);
    expect(checks.filter(({ outcome }) => outcome === "SKIPPED")).toHaveLength(5);
    expect(result(checks, "AGENT").remedy).toContain("docker service logs arena_ray-head");
  });

  test.each<[string, ClusterCheck["outcome"], string, Partial<ServerFacts>, ProbeFacts, Partial<ClusterShape>]>([
    ["WIREGUARD_HANDSHAKE", "FAILED", "The last was 10 min ago", { handshakeAgeMs: 600_000 }, facts(), {}],
    ["AGENT", "FAILED", "Not heard of for 60 s", { agent: { epoch: 1, heartbeatAgeMs: 60_000 } }, facts(), {}],
    [
      "TUNNEL_ECHO",
      "FAILED",
      "fetch failed: timeout",
      {},
      facts({}, { milliseconds: null, error: "fetch failed: timeout" }),
      {},
    ],
    ["TUNNEL_ECHO", "FAILED", "1 MiB came back changed", {}, facts({}, { isEqual: false }), {}],
    [
      "TUNNEL_ECHO",
      "WARNING",
      "1 MiB there and back in 4000 ms (0.3 MB/s)",
      {},
      facts({}, { milliseconds: 4_000 }),
      {},
    ],
    [
      "PATH_MTU",
      "FAILED",
      "No more than 1000 bytes pass in one piece",
      { pathMtu: { bytes: 1_000, reason: null } },
      facts(),
      {},
    ],
    ["PATH_MTU", "SKIPPED", "no ping", { pathMtu: { bytes: null, reason: "no ping" } }, facts(), {}],
    ["CLOCK_SKEW", "FAILED", "The head is 5 s ahead", { agentSkewMs: 5_000 }, facts(), {}],
    [
      "CLOCK_SKEW",
      "FAILED",
      "worker-3 is off by 9 s",
      {},
      facts({ tasks: [task("2"), task("3", { skewMs: 9_000 })] }),
      {},
    ],
    ["RAY_NODES", "FAILED", "1 of 2 nodes", {}, facts({ nodes: [node("2"), node("3", { alive: false })] }), {}],
    [
      "RAY_NODES",
      "FAILED",
      "10.0.1.3 has 2 CPUs, 1 GPUs, 5 GiB",
      {},
      facts({ nodes: [node("2"), node("3", { cpus: 2 })] }),
      {},
    ],
    ["RAY_NODES", "PASSED", "2 of 2 nodes", {}, facts({ nodes: [node("2", { cpus: 1 }), node("3")] }), { cpus: null }],
    [
      "SHARED_STORAGE",
      "FAILED",
      "Not read on worker-3",
      {},
      facts({ tasks: [task("2"), task("3", { read: false })] }),
      {},
    ],
    [
      "NODE_TASKS",
      "FAILED",
      "10.0.1.3: GetTimeoutError",
      {},
      facts({ tasks: [task("2"), task("3", { host: null, error: "GetTimeoutError" })] }),
      {},
    ],
    ["NODE_TASKS", "FAILED", "There is no node to run on", {}, facts({ nodes: [], tasks: [] }), {}],
  ])("%s %s: %s", (name, outcome, observed, server, found, shape) => {
    const checked = result(checkCluster({ ...SERVER, ...server }, found, { ...SHAPE, ...shape }), name);
    expect({ outcome: checked.outcome, observed: checked.observed }).toEqual({ outcome, observed });
    expect(checked.remedy !== null).toBe(outcome === "FAILED" || outcome === "WARNING");
  });
});
