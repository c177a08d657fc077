import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { assertInvariants } from "../invariants.ts";
import { until } from "../until.ts";
import { rackParts } from "./rack/rack-parts.ts";
import { operationEnd, RackRun, untilConnection } from "./rack/rack-run.ts";
import { makeRack, type Rack } from "./rack/rack.ts";

const LIMIT_MS = 300_000;
const parts = await rackParts();
const reason = typeof parts === "string" ? ` (${parts})` : "";

/** The walk-through of docs/clusters.md, step by step. */
describe.skipIf(reason !== "")(`a cluster of three hosts${reason}`, { timeout: LIMIT_MS }, () => {
  let rack: Rack;
  let run: RackRun;
  beforeAll(async () => {
    const { packages, ray } = parts as Exclude<typeof parts, string>;
    rack = await makeRack(packages, ray, { hosts: 3, nodes: 2 });
    run = new RackRun(rack);
  }, LIMIT_MS);
  afterAll(() => rack?.stop(), LIMIT_MS);

  test("is installed over ssh, every stage on every host, and proven end to end", async () => {
    const { id } = await rack.client.installCluster({ id: rack.classId, ...rack.named });
    const done = await operationEnd(rack, id);
    const states = done.hosts.flatMap(({ stages }) => stages.map(({ state }) => state));
    expect(done).toMatchObject({ status: "SUCCEEDED", message: null });
    expect([...new Set(states)].sort()).toEqual(["DONE", "SKIPPED"]);
    expect(done.proof!.checks.map(({ name, outcome }) => `${name} ${outcome}`)).toEqual([
      "WIREGUARD_HANDSHAKE PASSED",
      "AGENT PASSED",
      "TUNNEL_ECHO PASSED",
      "PATH_MTU PASSED",
      "CLOCK_SKEW PASSED",
      "RAY_NODES PASSED",
      "SHARED_STORAGE PASSED",
      "NODE_TASKS PASSED",
    ]);
    await untilConnection(rack, "CONNECTED");
  });

  test("trains on a worker, not on the manager", async () => {
    // As for an operator who waits less long than two and a half minutes for a trainer to save.
    await rack.system.pool.query(
      "UPDATE resource_class SET checkpoint_grace_ms = 10000, sigterm_grace_ms = 2000, sigkill_grace_ms = 1000 WHERE kind = 'ON_PREM'",
    );
    await run.train();
    const [place, ...others] = await run.places();
    expect(others).toEqual([]);
    expect([1, 2]).toContain(place);
  });

  test("halts: saved, ended, and proven by its receipt", async () => {
    await run.halt();
    const { status, receipt } = await run.untilEnded();
    expect({ status, ...receipt }).toMatchObject({
      status: "STOPPED",
      verified: true,
      exitCode: 0,
      processGroupEmpty: true,
      resourcesReleased: true,
      noCheckpointReason: null,
    });
    expect(await run.places()).toEqual([]);
    expect(readdirSync(path.join(run.folder, "checkpoints"))).not.toEqual([]);
  });

  test("resumes from there", async () => {
    const checkpoint = (await run.now()).receipt!.checkpoint!;
    await run.resume(checkpoint.id);
    const resumed = await run.untilTrains(checkpoint.step);
    expect(resumed.startStep).toBe(checkpoint.step);
  });

  test("trains on while the tunnel is cut, and tells all of it, in order and once, when that is back", async () => {
    await rack.network.cutTunnel(rack.gatewayPort);
    const cut = await run.until("it is unreachable", ({ unreachableSince }) => unreachableSince !== null);
    expect(cut).toMatchObject({ status: "RUNNING", phase: "UNREACHABLE" });
    await untilConnection(rack, "UNREACHABLE");
    const bytes = run.bytesOfEvents;
    await until(() => run.bytesOfEvents > bytes + 20_000, { what: () => "the trainer goes on" });
    expect((await run.now()).step).toBe(cut.step);
    await rack.network.healTunnel();
    await run.until("it is heard", ({ unreachableSince, step }) => unreachableSince === null && step > cut.step);
    await untilConnection(rack, "CONNECTED");
  });

  test("a halt that is asked for while the tunnel is cut ends without proof, and is reconciled when it is back", async () => {
    await rack.network.cutTunnel(rack.gatewayPort);
    await run.until("it is unreachable", ({ unreachableSince }) => unreachableSince !== null);
    await run.halt();
    const halted = await run.untilEnded();
    expect({ status: halted.status, ...halted.receipt }).toMatchObject({
      status: "STOPPED",
      verified: false,
      reconciliation: null,
    });
    expect(await run.places()).toHaveLength(1);
    const held = "SELECT count(*)::int AS count FROM lease WHERE quarantined_reason IS NOT NULL";
    const leases = async (): Promise<number> => (await rack.system.pool.query<{ count: number }>(held)).rows[0]!.count;
    expect(await leases()).toBe(1);
    await rack.network.healTunnel();
    const { receipt } = await run.until("it is reconciled", (now) => now.receipt!.reconciliation !== null);
    expect(receipt!.reconciliation).toMatchObject({ processGroupEmpty: true });
    expect(receipt!.reconciliation!.checkpoint!.step).toBeGreaterThan(halted.step);
    await until(async () => (await leases()) === 0, { what: () => "the place is given back" });
    expect(await run.places()).toEqual([]);
    await run.untilStored();
    await assertInvariants(rack.system, { home: rack.home });
  });

  test("is taken down while it trains: the run saves first; and torn down, the hosts leave the Swarm", async () => {
    await run.train();
    const down = await operationEnd(rack, (await rack.client.downCluster({ id: rack.classId })).id);
    expect(down).toMatchObject({ kind: "DOWN", status: "SUCCEEDED" });
    // Nobody has halted it: its machine was taken from it, and it can be resumed from what it saved then.
    const ended = await run.untilEnded();
    expect(ended).toMatchObject({ status: "FAILED", cause: "INFRASTRUCTURE" });
    expect(ended.checkpoints[0]).toMatchObject({ reason: "halt", step: ended.step, complete: true });
    for (const { docker } of rack.dockers) expect((await docker("ps", "-q")).trim()).toBe("");
    const torn = await rack.client.teardownCluster({ id: rack.classId, leaveSwarm: true });
    expect(await operationEnd(rack, torn.id)).toMatchObject({ kind: "TEARDOWN", status: "SUCCEEDED" });
    for (const { docker } of rack.dockers)
      expect((await docker("info", "--format", "{{.Swarm.LocalNodeState}}")).trim()).toBe("inactive");
    expect(existsSync(run.folder)).toBe(true);
    await assertInvariants(rack.system, { home: rack.home });
  });
});
