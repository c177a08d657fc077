import { existsSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { whyNoSwarm } from "../../api/test/bundle/swarm-prerequisites.ts";
import { whyNoTunnels } from "../../workflows/test/gateway/why-no-tunnels.ts";
import { installRay, type InstalledRay } from "../../workflows/test/ray/installed-ray.ts";
import { sshPackages } from "../cli/ssh-packages.ts";
import { assertInvariants } from "../invariants.ts";
import { until } from "../until.ts";
import { makeRack, type Rack } from "./rack/rack.ts";

const LIMIT_MS = 300_000;
/** A key may ask 600 times a minute. */
const ASK_MS = 250;
const packages = await sshPackages();
const ray = await installRay();
const reason =
  (typeof packages === "string" ? packages : null) ??
  (await whyNoSwarm()) ??
  whyNoTunnels() ??
  (typeof ray === "string" ? ray : null);

const MANIFEST = {
  algorithm: { name: "PPO" },
  environment: { name: "CartPole-v1" },
  // More than is ever reached here: each run is halted.
  training: { max_steps: 1_000_000_000 },
};

/** The walk-through of docs/clusters.md, step by step. */
describe.skipIf(reason !== null)(
  `a cluster of three hosts${reason === null ? "" : ` (${reason})`}`,
  { timeout: LIMIT_MS },
  () => {
    let rack: Rack;
    let client: Rack["client"];
    let experimentId: string;
    let runId: string;
    beforeAll(async () => {
      rack = await makeRack((packages as { folder: string }).folder, ray as InstalledRay, { hosts: 3, nodes: 2 });
      client = rack.client;
    }, LIMIT_MS);
    afterAll(() => rack?.stop(), LIMIT_MS);

    const endOf = async (operationId: string) => {
      for await (const _message of client.followInstall(operationId, { signal: AbortSignal.timeout(LIMIT_MS) }))
        continue;
      return (await client.clusterOperation(operationId))!;
    };
    type Run = NonNullable<Awaited<ReturnType<typeof client.run>>>;
    const untilRun = (what: string, holds: (run: Run) => boolean, deadlineMs = 60_000): Promise<Run> => {
      let last: Run | null = null;
      return until(
        async () => {
          last = await client.run(runId);
          return last !== null && holds(last) ? last : null;
        },
        { what: () => `${what}; it is ${JSON.stringify(last && brief(last))}`, deadlineMs, everyMs: ASK_MS },
      );
    };
    const brief = ({ status, phase, step, unreachableSince, cause, receipt }: Run): object => ({
      ...{ status, phase, step, unreachableSince, cause, receipt },
    });
    const classOnPage = async () =>
      (await client.onPremClasses({}))!.edges.find(({ node }) => node.id === rack.classId)!.node;
    const untilConnection = (connection: string): Promise<unknown> =>
      until(async () => (await classOnPage()).connection === connection, {
        what: () => connection,
        deadlineMs: 90_000,
      });
    const trains =
      (after: number) =>
      (run: Run): boolean =>
        run.status === "RUNNING" && run.step > after;
    const uuidOfRun = (): string => Buffer.from(runId, "base64url").toString().split(":")[1]!;
    const runFolder = (): string => path.join(rack.home, "runs", uuidOfRun());
    const bytesOfEvents = (): number => statSync(path.join(runFolder(), "events.ndjson")).size;
    /** Of hosts whose containers have such a process. */
    const hostsWith = async (words: string): Promise<string[]> => {
      const found = await Promise.all(
        rack.dockers.map(async ({ docker }, index) => {
          const ids = (await docker("ps", "-q")).split("\n").filter(Boolean);
          const shown = await Promise.all(ids.map((id) => docker("top", id, "-eo", "pid,args").catch(() => "")));
          return shown.some((text) => text.includes(words)) ? rack.hosts[index]!.name : null;
        }),
      );
      return found.filter((name) => name !== null);
    };

    test("is installed over ssh, every stage on every host, and proven end to end", async () => {
      const { id } = await client.installCluster({ id: rack.classId, ...rack.named });
      const done = await endOf(id);
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
      await until(async () => (await classOnPage()).readyWorkers === 2, { what: () => "two workers", everyMs: ASK_MS });
      expect(await classOnPage()).toMatchObject({ connection: "CONNECTED" });
    });

    test("trains on a worker, not on the manager", async () => {
      // As for an operator who waits less long than two and a half minutes for a trainer to save.
      await rack.system.pool.query(
        "UPDATE resource_class SET checkpoint_grace_ms = 10000, sigterm_grace_ms = 2000, sigkill_grace_ms = 1000 WHERE kind = 'ON_PREM'",
      );
      const projectId = Buffer.from(`Project:${rack.projectId}`).toString("base64url");
      const given = { projectId, name: "On the rack", manifest: MANIFEST, resourceClassId: rack.classId };
      experimentId = (await client.createExperiment(given)).id;
      runId = (await client.trainExperiment({ id: experimentId })).run!.id;
      await untilRun("it trains", trains(10_000));
      for (const words of ["trainer-classic", uuidOfRun()]) {
        const [name, ...others] = await hostsWith(words);
        expect(others).toEqual([]);
        expect(["rack-2", "rack-3"]).toContain(name);
      }
    });

    test("halts: saved, ended, and proven by its receipt", async () => {
      await client.haltExperiment({ id: experimentId });
      const { status, receipt } = await untilRun("it is stopped", ({ endedAt }) => endedAt !== null);
      expect({ status, ...receipt }).toMatchObject({
        status: "STOPPED",
        verified: true,
        exitCode: 0,
        processGroupEmpty: true,
        resourcesReleased: true,
        noCheckpointReason: null,
      });
      expect(await hostsWith(uuidOfRun())).toEqual([]);
      expect(readdirSync(path.join(runFolder(), "checkpoints"))).not.toEqual([]);
    });

    test("resumes from there", async () => {
      const checkpoint = (await client.run(runId))!.receipt!.checkpoint!;
      runId = (await client.resumeExperiment({ checkpointId: checkpoint.id })).run!.id;
      const resumed = await untilRun("it trains", trains(checkpoint.step));
      expect(resumed.startStep).toBe(checkpoint.step);
    });

    test("trains on while the tunnel is cut, and tells all of it, in order and once, when that is back", async () => {
      await rack.network.cutTunnel(rack.gatewayPort);
      const cut = await untilRun("it is unreachable", ({ unreachableSince }) => unreachableSince !== null);
      expect(cut).toMatchObject({ status: "RUNNING", phase: "UNREACHABLE" });
      await untilConnection("UNREACHABLE");
      const bytes = bytesOfEvents();
      await until(() => bytesOfEvents() > bytes + 20_000, { what: () => "the trainer goes on" });
      expect((await client.run(runId))!.step).toBe(cut.step);
      await rack.network.healTunnel();
      await untilRun("it is heard again", ({ unreachableSince, step }) => unreachableSince === null && step > cut.step);
      await untilConnection("CONNECTED");
    });

    test("a halt that is asked for while the tunnel is cut ends without proof, and is reconciled when it is back", async () => {
      await rack.network.cutTunnel(rack.gatewayPort);
      await untilRun("it is unreachable", ({ unreachableSince }) => unreachableSince !== null);
      await client.haltExperiment({ id: experimentId });
      const halted = await untilRun("it is given up", ({ endedAt }) => endedAt !== null);
      expect({ status: halted.status, ...halted.receipt }).toMatchObject({
        status: "STOPPED",
        verified: false,
        reconciliation: null,
      });
      expect(await hostsWith(uuidOfRun())).not.toEqual([]);
      const held = "SELECT count(*)::int AS count FROM lease WHERE quarantined_reason IS NOT NULL";
      const leases = async (): Promise<number> => (await rack.system.pool.query(held)).rows[0].count;
      expect(await leases()).toBe(1);
      await rack.network.healTunnel();
      const { receipt } = await untilRun("it is reconciled", (run) => run.receipt!.reconciliation !== null);
      expect(receipt!.reconciliation).toMatchObject({ processGroupEmpty: true });
      expect(receipt!.reconciliation!.checkpoint!.step).toBeGreaterThan(halted.step);
      await until(async () => (await leases()) === 0, { what: () => "the place is given back" });
      expect(await hostsWith(uuidOfRun())).toEqual([]);
      await assertInvariants(rack.system, { home: rack.home });
    });

    test("is taken down while it trains: the run saves first; and torn down, the hosts leave the Swarm", async () => {
      runId = (await client.trainExperiment({ id: experimentId })).run!.id;
      await untilRun("it trains", trains(10_000));
      const down = await endOf((await client.downCluster({ id: rack.classId })).id);
      expect(down).toMatchObject({ kind: "DOWN", status: "SUCCEEDED" });
      // Nobody has halted it: it was taken from it, and can be resumed from what it saved then.
      const ended = await untilRun("it has ended", ({ endedAt }) => endedAt !== null);
      expect(ended).toMatchObject({ status: "FAILED", cause: "INFRASTRUCTURE" });
      expect(ended.checkpoints[0]).toMatchObject({ reason: "halt", step: ended.step, complete: true });
      for (const { docker } of rack.dockers) expect((await docker("ps", "-q")).trim()).toBe("");
      const gone = await endOf((await client.teardownCluster({ id: rack.classId, leaveSwarm: true })).id);
      expect(gone).toMatchObject({ kind: "TEARDOWN", status: "SUCCEEDED" });
      for (const { docker } of rack.dockers)
        expect((await docker("info", "--format", "{{.Swarm.LocalNodeState}}")).trim()).toBe("inactive");
      expect(existsSync(runFolder())).toBe(true);
      await assertInvariants(rack.system, { home: rack.home });
    });
  },
);
