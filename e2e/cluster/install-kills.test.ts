import { readdirSync, statSync, writeFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { sshPackages } from "../cli/ssh-packages.ts";
import type { SshHost } from "../cli/ssh-host.ts";
import { uuidOf } from "../experiments.ts";
import { startSystem, type System } from "../system.ts";
import { until } from "../until.ts";
import { found, killAll, killShells, killStage, stageOn } from "./host-kills.ts";
import { holdDocker, makeInstallBed, processesOf, type InstallBed } from "./install-bed.ts";
import { areReady, hasEnded, isAt, isWaiting } from "./operation-states.ts";

const LIMIT_MS = 240_000;
const packages = await sshPackages();
const reason = typeof packages === "string" ? packages : null;
/** Each is stopped where Docker is asked for this: the position of its host, its name, and the words. */
const STAGES = [
  [0, "DOCKER", ""],
  [0, "SWARM_INIT", "swarm init"],
  [1, "SWARM_JOIN", "swarm join "],
  [1, "NODE_LABELS", ".Swarm.NodeID"],
  [0, "DEPLOY", "stack deploy"],
] as const;

describe.skipIf(reason !== null)(
  `kill -9 while a cluster is installed${reason === null ? "" : ` (${reason})`}`,
  { timeout: LIMIT_MS },
  () => {
    let system: System;
    let bed: InstallBed;
    let hosts: SshHost[];
    beforeAll(async () => {
      // No agent comes from a recorded Docker: the proof fails, after as long as it takes to kill whoever waits for it.
      system = await startSystem({ ARENA_PROOF_WAIT_SECONDS: "8" });
    }, 300_000);
    afterAll(() => system?.stop());
    beforeEach(async () => {
      bed = await makeInstallBed(system, (packages as { folder: string }).folder, { nodes: 2 });
      hosts = await bed.start({ name: "head" }, { name: "one" });
    }, LIMIT_MS);
    afterEach(() => bed?.stop());

    const asked = (position: number, words: string): string[] =>
      bed.lab.docker(hosts[position]!.name).filter((one) => one.startsWith(words));

    test("the control worker, in the stages of a worker, and in the proof: each is done once", async () => {
      const releaseJoin = holdDocker(bed, hosts[1]!, "swarm join ");
      const { id } = await bed.install(hosts);
      await bed.until(id, "the worker joins", isAt(1, "SWARM_JOIN"));
      await found(hosts[1]!, "docker swarm join");
      await system.killAndAwaitRestart("control-worker");
      const releaseLabels = holdDocker(bed, hosts[1]!, ".Swarm.NodeID");
      await bed.until(id, "the worker is labelled", isAt(1, "NODE_LABELS"));
      await found(hosts[1]!, ".Swarm.NodeID");
      await system.killAndAwaitRestart("control-worker");
      releaseLabels();
      releaseJoin();
      const ready = await bed.until(id, "all hosts are ready", areReady);
      expect(ready.status).toBe("RUNNING");
      await system.killAndAwaitRestart("control-worker");
      const proven = await bed.until(id, "the proof has failed", isWaiting);
      expect(proven.proof!.checks.map(({ name }) => name)).toContain("AGENT");
      const { rows: proofs } = await system.pool.query(
        "SELECT count(*)::int AS count FROM cluster_proof WHERE resource_class_id = $1",
        [uuidOf(bed.classId)],
      );
      expect(proofs).toEqual([{ count: 1 }]);
      await bed.client.abortInstall({ id });
      await bed.until(id, "it ends", hasEnded);
      for (const { stages } of ready.hosts) for (const { attempt } of stages) expect(attempt).toBe(1);
      expect(asked(1, "swarm join ")).toHaveLength(1);
      expect(asked(0, "stack deploy")).toHaveLength(1);
    });

    test("the shell of whoever logged in, and then the stage itself, in every stage: only that one is begun again", async () => {
      const releases = [holdDocker(bed, hosts[0]!, STAGES[0][2]), holdDocker(bed, hosts[1]!, "swarm join ")];
      const { id } = await bed.install(hosts);
      for (const [index, [position, stage]] of STAGES.entries()) {
        await bed.until(id, `${stage} runs`, isAt(position, stage));
        await found(hosts[position]!, "bash remote/");
        await killShells(hosts[position]!);
        await killStage(hosts[position]!, "bash remote/");
        // What is held next is held before this one goes on.
        const [next, , words] = STAGES[index + 1] ?? [position, "", "nothing more"];
        if (next !== position) holdDocker(bed, hosts[position]!, STAGES.at(-1)![2]);
        holdDocker(bed, hosts[next]!, words);
      }
      for (const release of releases) release();
      const done = await bed.until(id, "all hosts are ready", areReady);
      for (const { stages } of done.hosts) for (const { attempt } of stages) expect(attempt).toBe(1);
      const again = async (position: number): Promise<number> =>
        (await bed.logOf(id, position)).filter((line) => line.includes("it is started again")).length;
      expect([await again(0), await again(1)]).toEqual([3, 2]);
      // Each was killed before Docker had done it.
      for (const [position, words] of [
        [0, "swarm init"],
        [1, "swarm join "],
        [0, "stack deploy"],
      ] as const)
        expect([words, asked(position, words).length]).toEqual([words, 1]);
    });

    test("the script that makes what containers write to, in the middle: it is theirs all the same, and nothing is left beside it", async () => {
      const own = hosts[1]!.path("/usr/local/bin/chown");
      const once = `[ -e /run/killed ] || { touch /run/killed; kill -KILL "$PPID"; exit 1; }`;
      writeFileSync(own, `#!/bin/sh\n${once}\nexec /usr/bin/chown "$@"\n`, { mode: 0o755 });
      const { id } = await bed.install(hosts);
      const failed = await bed.until(id, "it waits", isWaiting);
      expect(failed.hosts[1]!.message).toContain("Killed");
      await bed.client.retryInstallHost({ id, position: 1 });
      await bed.until(id, "all hosts are ready", areReady);
      for (const folder of ["/opt/data", "/opt/data/arena"])
        expect(statSync(hosts[1]!.path(folder))).toMatchObject({ uid: 1000, gid: 100 });
      const left = ["/opt", "/opt/data"].flatMap((folder) => readdirSync(hosts[1]!.path(folder)));
      expect(left.filter((name) => name.endsWith(".new"))).toEqual([]);
    });

    test("a stage that is killed five times has failed, says so, and is begun anew by a retry", async () => {
      const release = holdDocker(bed, hosts[0]!, "swarm init");
      const { id } = await bed.install(hosts);
      const seen = new Set<number>();
      for (let time = 0; time < 5; time += 1) {
        const [body] = await until(
          () => {
            const pids = processesOf(hosts[0]!, "run-stage.sh body").filter((pid) => !seen.has(pid));
            return processesOf(hosts[0]!, "docker swarm init").length > 0 && pids.length > 0 ? pids : null;
          },
          { what: () => `the Swarm is made, time ${time + 1}`, deadlineMs: 60_000 },
        );
        seen.add(body!);
        killAll(stageOn(hosts[0]!));
      }
      const failed = await bed.until(id, "it waits", isWaiting);
      expect(failed.hosts[0]).toMatchObject({
        state: "FAILED",
        message: "it was killed 5 times, and is not started again",
      });
      expect(asked(0, "swarm init")).toEqual([]);
      release();
      await bed.client.retryInstallHost({ id, position: 0 });
      const done = await bed.until(id, "all hosts are ready", areReady);
      expect(done.hosts[0]!.stages.map(({ name, attempt }) => `${name} ${attempt}`)).toContain("SWARM_INIT 2");
      expect(done.hosts[0]!.stages.filter(({ attempt }) => attempt !== 1)).toHaveLength(1);
      expect(asked(0, "swarm init")).toHaveLength(1);
    });
  },
);
