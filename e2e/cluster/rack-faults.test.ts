import { execFileSync } from "node:child_process";
import { chownSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { assertInvariants } from "../invariants.ts";
import { until } from "../until.ts";
import { rackParts } from "./rack/rack-parts.ts";
import { faultsOfProof, operationEnd, RackRun, untilConnection } from "./rack/rack-run.ts";
import { makeRack, RAY_IMAGE, type Rack } from "./rack/rack.ts";

const LIMIT_MS = 300_000;
const parts = await rackParts();
const reason = typeof parts === "string" ? ` (${parts})` : "";

describe.skipIf(reason !== "")(`faults of a cluster of three hosts${reason}`, { timeout: LIMIT_MS }, () => {
  let rack: Rack;
  let run: RackRun;
  let install: string;
  beforeAll(async () => {
    const { packages, ray } = parts as Exclude<typeof parts, string>;
    rack = await makeRack(packages, ray, { hosts: 3, nodes: 2, environment: { ARENA_PROOF_WAIT_SECONDS: "60" } });
    run = new RackRun(rack);
  }, LIMIT_MS);
  afterAll(() => rack?.stop(), LIMIT_MS);

  /** In the host's own mounts, where its Docker finds volumes too, and among its processes. */
  const onHost = (index: number, ...command: string[]): string =>
    execFileSync("nsenter", [
      `--target=${rack.hosts[index]!.pid}`,
      "--mount",
      "--pid",
      "--root",
      ...command,
    ]).toString();
  const containerOf = async (index: number, service: string): Promise<string> =>
    (await rack.dockers[index]!.docker("ps", "-q", "--filter", `name=${service}`)).trim();
  /** kill -9 of the processes of a container whose command has these words. */
  const kill = async (index: number, container: string, words: string): Promise<void> => {
    const shown = (await rack.dockers[index]!.docker("top", container, "-eo", "pid,args")).split("\n");
    const pids = shown.filter((line) => line.includes(words)).map((line) => line.trim().split(" ")[0]!);
    expect(pids).not.toEqual([]);
    onHost(index, "kill", "-9", ...pids);
  };
  const proofsFaults = (): Promise<Record<string, string>> => faultsOfProof(rack);

  test("an image that cannot be pulled, and storage that is not shared, are found by the proof", async () => {
    await rack.dockers[1]!.docker("rmi", RAY_IMAGE);
    onHost(2, "mount", "-t", "tmpfs", "tmpfs", "/opt/data");
    chownSync(rack.hosts[2]!.path("/opt/data"), 1000, 100);
    install = (await rack.client.installCluster({ id: rack.classId, ...rack.named })).id;
    const waiting = await until(
      async () => {
        const now = (await rack.client.clusterOperation(install))!;
        return now.status === "WAITING" ? now : null;
      },
      { what: () => "it waits", deadlineMs: 120_000, everyMs: 250 },
    );
    expect(waiting.hosts.map(({ state }) => state)).toEqual(["READY", "READY", "READY"]);
    const failed = waiting.proof!.checks.filter(({ outcome }) => outcome === "FAILED");
    expect(failed.map(({ name }) => name)).toEqual(["RAY_NODES", "SHARED_STORAGE"]);
    expect(failed[0]).toMatchObject({ observed: "1 of 2 nodes", remedy: expect.stringContaining("docker service ps") });
    expect(failed[1]!.remedy).toContain("/opt/data");
  });

  test("once both are mended and it is proven again, the installation is done", async () => {
    await rack.loadRay(rack.hosts[1]!);
    onHost(2, "umount", "/opt/data");
    await rack.dockers[2]!.docker("kill", await containerOf(2, "ray-worker"));
    await until(async () => Object.keys(await proofsFaults()).length === 0, {
      what: () => "a proof without a fault",
      deadlineMs: 120_000,
    });
    expect(await operationEnd(rack, install)).toMatchObject({ status: "SUCCEEDED" });
    await untilConnection(rack, "CONNECTED");
  });

  test("kill -9 of the agent, and of the head with Ray's: the run goes on in the same process", async () => {
    await run.train();
    const places = await run.places();
    const epoch = async (): Promise<number> =>
      (
        await rack.system.pool.query<{ epoch: number }>(
          "SELECT max(epoch) AS epoch FROM agent_home WHERE hostname = 'ray-head'",
        )
      ).rows[0]!.epoch;
    const deaths = [
      async () => kill(0, await containerOf(0, "ray-head"), "start-agent.mjs"),
      async () => void (await rack.dockers[0]!.docker("kill", await containerOf(0, "ray-head"))),
    ];
    for (const [index, death] of deaths.entries()) {
      const [{ step }, last] = [await run.now(), await epoch()];
      await death();
      await until(async () => (await epoch()) > last, { what: () => `agent ${index + 2}`, deadlineMs: 90_000 });
      await run.untilTrains(step);
    }
    expect([(await run.now()).status, await run.places()]).toEqual(["RUNNING", places]);
    await run.halt();
    const { status, receipt } = await run.untilEnded();
    expect({ status, ...receipt }).toMatchObject({ status: "STOPPED", verified: true, exitCode: 0 });
    expect(await run.places()).toEqual([]);
    await assertInvariants(rack.system, { home: rack.home });
  });

  test("kill -9 of Ray on a worker: its trainer saves, the class is Degraded, and whole again by itself", async () => {
    await run.train();
    const [place] = await run.places();
    await kill(place!, await containerOf(place!, "ray-worker"), "raylet/raylet");
    const ended = await run.untilEnded();
    expect(ended).toMatchObject({ status: "FAILED", cause: "INFRASTRUCTURE" });
    expect(ended.checkpoints[0]).toMatchObject({ reason: "halt", step: ended.step, complete: true });
    expect(await run.places()).toEqual([]);
    await untilConnection(rack, "CONNECTED");
    await assertInvariants(rack.system, { home: rack.home });
  });

  test("a worker's container that is killed with its run: it ended without a save, and says so", async () => {
    await run.train();
    await run.until("it has saved", ({ checkpoints }) => checkpoints.some(({ complete }) => complete));
    const [place] = await run.places();
    await rack.dockers[place!]!.docker("kill", await containerOf(place!, "ray-worker"));
    const ended = await run.untilEnded();
    expect(ended).toMatchObject({ status: "FAILED", cause: "INFRASTRUCTURE" });
    expect(ended.checkpoints.map(({ reason: why }) => why)).not.toContain("halt");
    expect(await run.places()).toEqual([]);
    await untilConnection(rack, "CONNECTED");
    await run.resume(ended.checkpoints[0]!.id);
    await run.untilTrains(ended.checkpoints[0]!.step);
    await run.halt();
    expect((await run.untilEnded()).receipt).toMatchObject({ verified: true });
    await assertInvariants(rack.system, { home: rack.home });
  });

  test("a cut tunnel, and a path that passes no large packet, are told by the proof", async () => {
    await rack.network.cutTunnel(rack.gatewayPort);
    await untilConnection(rack, "UNREACHABLE");
    expect(await proofsFaults()).toMatchObject({ AGENT: expect.stringMatching(/^Not heard of for/) });
    await rack.network.healTunnel();
    await untilConnection(rack, "CONNECTED");
    const { namespace } = rack.network.hosts[0]!;
    execFileSync("ip", ["-n", namespace, "link", "set", "eth0", "mtu", "1300"]);
    expect(await proofsFaults()).toMatchObject({ PATH_MTU: expect.stringMatching(/^No more than (1200|1000) bytes/) });
    execFileSync("ip", ["-n", namespace, "link", "set", "eth0", "mtu", "1500"]);
    await until(async () => Object.keys(await proofsFaults()).length === 0, {
      what: () => "a proof without a fault",
      deadlineMs: 120_000,
    });
  });
});
