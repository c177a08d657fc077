import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { assertInvariants } from "../invariants.ts";
import { until } from "../until.ts";
import { rackParts } from "./rack/rack-parts.ts";
import { operationEnd, RackRun, untilConnection } from "./rack/rack-run.ts";
import { makeRack, RAY_IMAGE, type Rack } from "./rack/rack.ts";

const LIMIT_MS = 300_000;
const HEAD_WAIT_SECONDS = 45;
const parts = await rackParts();
const reason = typeof parts === "string" ? ` (${parts})` : "";

describe.skipIf(reason !== "")(
  `kills and a sick node of a cluster of three hosts${reason}`,
  { timeout: LIMIT_MS },
  () => {
    let rack: Rack;
    let run: RackRun;
    beforeAll(async () => {
      const { packages, ray } = parts as Exclude<typeof parts, string>;
      const environment = { ARENA_HEAD_WAIT_SECONDS: String(HEAD_WAIT_SECONDS) };
      rack = await makeRack(packages, ray, { hosts: 3, nodes: 2, environment });
      run = new RackRun(rack);
    }, LIMIT_MS);
    afterAll(() => rack?.stop(), LIMIT_MS);

    const container = async (place: number, name: string): Promise<string> =>
      (await rack.dockers[place]!.docker("ps", "-q", "--filter", `name=${name}`)).trim();
    const headContainer = (): Promise<string> => container(0, "ray-head");
    const workerContainer = (place: number): Promise<string> => container(place, "ray-worker");
    /** Of processes of a container, as its host counts them. */
    const signal = async (index: number, container: string, name: string, words: string): Promise<void> => {
      const shown = (await rack.dockers[index]!.docker("top", container, "-eo", "pid,args")).split("\n");
      const pids = shown.filter((line) => line.includes(words)).map((line) => line.trim().split(" ")[0]!);
      expect(pids).not.toEqual([]);
      execFileSync("nsenter", [
        `--target=${rack.hosts[index]!.pid}`,
        "--mount",
        "--pid",
        "--root",
        "kill",
        name,
        ...pids,
      ]);
    };
    /** The manager refuses it while it writes something of the node itself. */
    const setAvailability = (host: string, to: string): Promise<unknown> =>
      until(() => rack.dockers[0]!.docker("node", "update", "--availability", to, host).catch(() => null), {
        what: () => `${host} is ${to}`,
        everyMs: 250,
      });
    const epoch = async (): Promise<number> =>
      (
        await rack.system.pool.query<{ epoch: number }>(
          "SELECT max(epoch) AS epoch FROM agent_home WHERE hostname = 'ray-head'",
        )
      ).rows[0]!.epoch;

    test("an image that the head's host cannot pull fails the deployment with that reason; a retry goes on", async () => {
      await rack.dockers[0]!.docker("rmi", RAY_IMAGE);
      const { id } = await rack.client.installCluster({ id: rack.classId, ...rack.named });
      const failed = await until(
        async () => {
          const now = (await rack.client.clusterOperation(id))!;
          return now.hosts[0]!.state === "FAILED" ? now : null;
        },
        { what: () => "the deployment fails", deadlineMs: 120_000, everyMs: 250 },
      );
      expect(failed.hosts.map(({ state }) => state)).toEqual(["FAILED", "READY", "READY"]);
      expect(failed.hosts[0]!.message).toMatch(
        new RegExp(`^the head did not take its programs within ${HEAD_WAIT_SECONDS} s: .*${RAY_IMAGE}`),
      );
      const remedy = expect.stringContaining("docker load") as string;
      expect(failed.hosts[0]!.checks).toContainEqual(expect.objectContaining({ name: "HEAD_IMAGE", remedy }));
      await rack.loadRay(rack.hosts[0]!);
      await rack.client.retryInstallHost({ id, position: 0 });
      const done = await operationEnd(rack, id);
      expect(done).toMatchObject({ status: "SUCCEEDED" });
      const attempts = done.hosts.flatMap(({ stages }) => stages.filter(({ attempt }) => attempt > 1));
      expect(attempts.map(({ name }) => name)).toEqual(["DEPLOY"]);
      await untilConnection(rack, "CONNECTED");
    });

    test("the control worker, while a run trains on the cluster and while it halts: one run, one truthful receipt", async () => {
      const { step } = await run.train();
      const places = await run.places();
      await rack.system.killAndAwaitRestart("control-worker");
      await run.untilTrains(step);
      expect(await run.places()).toEqual(places);
      await run.halt();
      await rack.system.killAndAwaitRestart("control-worker");
      const { status, receipt } = await run.untilEnded();
      expect({ status, ...receipt }).toMatchObject({ status: "STOPPED", verified: true, exitCode: 0 });
      expect(await run.places()).toEqual([]);
      await run.untilStored();
      await assertInvariants(rack.system, { home: rack.home });
    });

    /** A run that is asked to stop and takes its time to save, since its trainer is paused. */
    const saving = async (): Promise<{ readonly place: number; readonly worker: string; goOn(): Promise<void> }> => {
      await run.train();
      const [place] = await run.places();
      const worker = await workerContainer(place!);
      const trainer = "trainer-classic.mjs";
      await signal(place!, worker, "-STOP", trainer);
      await run.halt();
      const asked = path.join(run.folder, "trainer-stop.json");
      await until(() => existsSync(asked), { what: () => "the trainer is asked to stop" });
      return { place: place!, worker, goOn: () => signal(place!, worker, "-CONT", trainer) };
    };

    test("the agent, and the head with Ray's, while a run saves: it is stopped once, with what it saved", async () => {
      for (const death of ["agent", "head"]) {
        const { goOn } = await saving();
        const [last, head] = [await epoch(), await headContainer()];
        if (death === "agent") await signal(0, head, "-KILL", "start-agent.mjs");
        else await rack.dockers[0]!.docker("kill", head);
        await goOn();
        const isNext = async (): Promise<boolean> => (await epoch()) > last;
        await until(isNext, { what: () => "the next agent", deadlineMs: 90_000, everyMs: 250 });
        const { status, receipt, checkpoints } = await run.untilEnded();
        expect({ status, ...receipt }).toMatchObject({ status: "STOPPED", verified: true, exitCode: 0 });
        const saved = checkpoints.filter(({ reason: why }) => why === "halt");
        expect(saved).toMatchObject([{ id: receipt!.checkpoint!.id, complete: true }]);
        expect(await run.places()).toEqual([]);
        await assertInvariants(rack.system, { home: rack.home });
      }
    });

    test("a worker that is away takes no new run: the second waits and says why, and trains once it is back", async () => {
      await untilConnection(rack, "CONNECTED");
      await setAvailability("rack-2", "drain");
      await untilConnection(rack, "DEGRADED");
      await run.train();
      const second = new RackRun(rack, "Waits");
      await second.order();
      const waits = await second.until("it says why it waits", ({ waitingFor }) => waitingFor !== null);
      expect(waits).toMatchObject({
        status: "PENDING",
        waitingFor: "1 of 2 workers of the cluster take work",
        queuePlace: 1,
      });
      expect(await run.places()).toEqual([2]);
      await setAvailability("rack-2", "active");
      await untilConnection(rack, "CONNECTED");
      await second.untilTrains(1_000);
      expect(await second.places()).toEqual([1]);
      for (const one of [run, second]) {
        await one.halt();
        expect((await one.untilEnded()).receipt).toMatchObject({ verified: true });
      }
      await assertInvariants(rack.system, { home: rack.home });
    });

    test("both workers, while a run starts: it trains once, or has failed if it had begun; its place is free", async () => {
      for (const moment of ["ray-job.json", "claim"]) {
        const workers = await Promise.all([1, 2].map((place) => workerContainer(place)));
        await run.order();
        await until(() => existsSync(path.join(run.folder, moment)), { what: () => `its ${moment}`, everyMs: 5 });
        await Promise.all(workers.map((worker, index) => rack.dockers[index + 1]!.docker("kill", worker)));
        if (existsSync(path.join(run.folder, "claim"))) {
          const ended = await run.untilEnded();
          expect(ended).toMatchObject({ status: "FAILED", cause: "INFRASTRUCTURE", receipt: null });
          expect(run.starts).toBeLessThanOrEqual(1);
        } else {
          await run.untilTrains(1_000);
          expect(run.starts).toBe(1);
          await run.halt();
          expect((await run.untilEnded()).receipt).toMatchObject({ verified: true, exitCode: 0 });
        }
        await run.untilPlacesAreHeld(0);
        await untilConnection(rack, "CONNECTED");
        await assertInvariants(rack.system, { home: rack.home });
      }
    });

    test("a worker's container, while its run saves: proof as soon as the next is there, and no place is lost", async () => {
      for (const _time of ["first", "again"]) {
        const { place, worker } = await saving();
        await rack.dockers[place]!.docker("kill", worker);
        const { status, receipt, checkpoints } = await run.untilEnded();
        expect({ status, ...receipt }).toMatchObject({ status: "STOPPED", exitCode: null, signal: null });
        expect(receipt).toMatchObject({ verified: true, evidence: "REBOOT", processGroupEmpty: true });
        expect(checkpoints.map(({ reason: why }) => why)).not.toContain("halt");
        expect(receipt!.checkpoint?.id ?? null).toBe(checkpoints[0]?.id ?? null);
        expect(await run.places()).toEqual([]);
        await untilConnection(rack, "CONNECTED");
        await assertInvariants(rack.system, { home: rack.home });
      }
      await run.untilPlacesAreHeld(0);
    });

    test("a worker that is away for longer: its run's place is held, and free by itself once it is back", async () => {
      const { step } = await run.train();
      expect(step).toBeGreaterThan(0);
      const [place] = await run.places();
      const host = `rack-${place! + 1}`;
      const worker = await workerContainer(place!);
      await rack.dockers[place!]!.docker("kill", worker);
      await setAvailability(host, "drain");
      const ended = await run.untilEnded();
      expect(ended).toMatchObject({ status: "FAILED", cause: "INFRASTRUCTURE" });
      await run.untilPlacesAreHeld(1);
      await setAvailability(host, "active");
      await run.untilPlacesAreHeld(0);
      await untilConnection(rack, "CONNECTED");
      await assertInvariants(rack.system, { home: rack.home });
    });
  },
);
