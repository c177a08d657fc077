import { randomUUID } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ProbeFacts } from "../../src/contract/cluster-probe.ts";
import { checkCluster } from "../../src/proof/check-cluster.ts";
import { observeCluster } from "../../src/proof/observe-cluster.ts";
import { AgentOnDisk } from "../agent/agent-on-disk.ts";
import { until } from "../launcher/run-on-disk.ts";
import { installRay } from "./installed-ray.ts";
import { RayCluster } from "./ray-cluster.ts";

const PROVE = fileURLToPath(new URL("../../../deploy/shared/prove.py", import.meta.url));
const WITHIN_MS = 90_000;
const ray = await installRay();
const why = typeof ray === "string" ? ` (not tried: ${ray})` : "";
const SHAPE = { nodes: 2, cpus: 1, gpus: 0, memoryBytes: null };

describe.skipIf(typeof ray === "string")(`a cluster of Ray is proven and watched${why}`, { timeout: 120_000 }, () => {
  let cluster: RayCluster;
  let bed: AgentOnDisk;
  let shared: string;
  beforeAll(async () => {
    if (typeof ray !== "string") cluster = await new RayCluster(ray).start(1);
  }, 240_000);
  afterAll(() => cluster?.dispose());
  beforeEach(async () => {
    if (typeof ray === "string") return;
    shared = mkdtempSync(join(tmpdir(), "arena-shared-"));
    bed = new AgentOnDisk({
      ARENA_RAY_ADDRESS: cluster.url,
      ARENA_RAY_TOKEN_PATH: cluster.tokenPath,
      ARENA_PROVE_PROGRAM: PROVE,
      ARENA_PYTHON: ray.python,
      ARENA_SHARED_DIRECTORY: shared,
      ARENA_RAY_GCS: cluster.gcsAddress,
      RAY_AUTH_MODE: "token",
      RAY_AUTH_TOKEN_PATH: cluster.tokenPath,
    });
    await bed.open();
    bed.startAgent();
    await bed.untilRegistered();
  });
  afterEach(async () => {
    await bed?.dispose();
    rmSync(shared, { recursive: true, force: true });
  });

  async function probed(): Promise<ProbeFacts> {
    const id = randomUUID();
    bed.server.probe(id);
    return until(
      () => `an answer\n${bed.log}`,
      () => bed.server.probed.get(id) ?? null,
      WITHIN_MS,
    );
  }
  const outcomes = (facts: ProbeFacts, nodes = SHAPE.nodes): string[] =>
    checkCluster(
      {
        handshakeAgeMs: 1,
        agent: { epoch: facts.epoch, heartbeatAgeMs: 1 },
        pathMtu: { bytes: 1_420, reason: null },
        agentSkewMs: 0,
      },
      facts,
      { ...SHAPE, nodes },
    ).map(({ name, outcome }) => `${name} ${outcome}`);

  it("bytes come back, every node is listed and runs a task that reads what the head wrote", async () => {
    const facts = await probed();
    expect(facts.echo).toMatchObject({ isEqual: true, error: null, sizeBytes: 1_048_576 });
    expect(
      facts
        .ray!.nodes.filter(({ isHead }) => !isHead)
        .map(({ address }) => address)
        .sort(),
    ).toEqual(cluster.workerAddresses);
    expect(facts.ray!.tasks.map(({ read, error }) => [read, error])).toEqual([
      [true, null],
      [true, null],
    ]);
    expect(outcomes(facts).filter((one) => !one.endsWith(" PASSED"))).toEqual([]);
    expect(outcomes(facts, 3)).toContain("RAY_NODES FAILED");
    expect(readdirSync(join(shared, ".proofs"))).toEqual([]);
  });

  it("its nodes are reported, and again when one goes and comes", async () => {
    const workers = (): number | null => observeCluster(SHAPE, bed.server.reports.at(-1) ?? null, null).readyWorkers;
    const reported = (count: number) =>
      until(
        () => `${count} workers, not ${workers()}\n${bed.log}`,
        () => workers() === count || null,
        WITHIN_MS,
      );
    await reported(2);
    expect(bed.server.reports.at(-1)!.disk!.totalBytes).toBeGreaterThan(0);
    const [gone] = cluster.workerAddresses;
    cluster.killNode(gone);
    await reported(1);
    expect(outcomes(await probed())).toContain("RAY_NODES FAILED");
    await cluster.startWorker(gone, 1);
    await reported(2);
  });
});
