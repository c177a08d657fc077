import { rmSync, writeFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { sshPackages } from "../cli/ssh-packages.ts";
import type { SshHost } from "../cli/ssh-host.ts";
import { uuidOf } from "../experiments.ts";
import { startSystem, type System } from "../system.ts";
import { until } from "../until.ts";
import { filesIn, found, killAll, killShells, killStage, shellsOn } from "./host-kills.ts";
import { holdDocker, makeInstallBed, processesOf, type InstallBed, type Operation } from "./install-bed.ts";
import { doneIn, hasEnded, isAt, isWaiting } from "./operation-states.ts";

const LIMIT_MS = 300_000;
const packages = await sshPackages();
const reason = typeof packages === "string" ? packages : null;
const FILES = "/var/lib/arena-install";

/** While Docker is asked for this: on which host, in which stage, and the words. */
interface Moment {
  readonly position: number;
  readonly stage: string;
  readonly words: string;
}
const moment = (position: number, stage: string, words: string): Moment => ({ position, stage, words });
const REMOVALS = {
  DOWN: [
    moment(0, "STACK_DOWN", "service scale --detach arena_ray-head"),
    moment(0, "STACK_DOWN", "service scale --detach arena_tunnel"),
  ],
  TEARDOWN: [
    moment(0, "STACK_REMOVE", "stack rm"),
    moment(1, "SWARM_LEAVE", "swarm leave"),
    moment(0, "SWARM_LEAVE", "swarm leave"),
  ],
} as const;
type Removal = keyof typeof REMOVALS;

/** What is on a host once an operation has ended. */
interface Left {
  readonly docker: readonly string[];
  readonly operation: readonly string[];
  readonly data: readonly string[];
}
interface Removed {
  readonly left: Readonly<Record<Removal, readonly Left[]>>;
  readonly ends: readonly Operation[];
  /** Stages that were done when somebody was killed, as they were told then. */
  readonly done: readonly string[];
}

describe.skipIf(reason !== null)(
  `kill -9 while a cluster is taken down and torn down${reason === null ? "" : ` (${reason})`}`,
  { timeout: LIMIT_MS },
  () => {
    let system: System;
    let bed: InstallBed;
    let hosts: SshHost[];
    let undisturbed: Removed;

    const start = async (): Promise<void> => {
      bed = await makeInstallBed(system, (packages as { folder: string }).folder, { nodes: 2 });
      hosts = await bed.start({ name: "head" }, { name: "one" });
      const { id } = await bed.install(hosts);
      // No agent comes from a recorded Docker.
      await bed.until(id, "the proof has failed", isWaiting);
      await bed.client.abortInstall({ id });
      await bed.until(id, "it ends", hasEnded);
      await areTidy();
    };
    beforeAll(async () => {
      system = await startSystem({ ARENA_PROOF_WAIT_SECONDS: "1" });
      if (reason !== null) return;
      try {
        await start();
        undisturbed = await removed();
      } finally {
        await bed?.stop();
      }
    }, LIMIT_MS);
    afterAll(() => system?.stop());
    beforeEach(start, LIMIT_MS);
    afterEach(() => bed?.stop());

    const areTidy = async (): Promise<void> => {
      for (const host of hosts)
        await until(() => filesIn(host, FILES).length === 0, { what: () => filesIn(host, FILES).join() });
    };
    const order = (kind: Removal): Promise<Operation> =>
      kind === "DOWN"
        ? bed.client.downCluster({ id: bed.classId })
        : bed.client.teardownCluster({ id: bed.classId, leaveSwarm: true });
    const asked = (position: number): readonly string[] =>
      bed.lab.docker(hosts[position]!.name).filter((one) => /^(service scale|stack rm|swarm leave)/.test(one));
    const again = async ({ id, hosts: all }: Operation): Promise<number[]> =>
      Promise.all(
        all.map(async (_host, position) => {
          const said = await bed.logOf(id, position);
          return said.filter((line) => line.includes("it is started again")).length;
        }),
      );

    /** Down, and then torn down. Whoever is disturbed is so before Docker does what a moment names, and after it has. */
    async function removed(
      disturb: ((at: Moment, operation: string) => Promise<void>) | null = null,
    ): Promise<Removed> {
      const left: Partial<Record<Removal, readonly Left[]>> = {};
      const ends: Operation[] = [];
      const done: string[] = [];
      for (const kind of ["DOWN", "TEARDOWN"] as const) {
        const moments = disturb === null ? [] : REMOVALS[kind];
        let release = hold(moments[0], "before");
        const { id } = await order(kind);
        for (const [index, at] of moments.entries()) {
          const { words, stage, position } = at;
          await bed.until(id, `${stage} runs`, isAt(position, stage));
          for (const when of ["before", "after"] as const) {
            await until(() => isHeld(at, when), { what: () => `Docker ${when} ${words}` });
            done.push(...doneIn((await bed.client.clusterOperation(id))!));
            await disturb!(at, id);
            // What is held next is held before this one goes on.
            const next = when === "before" ? hold(at, "after") : hold(moments[index + 1], "before");
            release();
            release = next;
          }
          expect(asked(position).some((one) => one.startsWith(words))).toBe(true);
        }
        release();
        ends.push(await bed.until(id, "it ends", hasEnded));
        await areTidy();
        left[kind] = hosts.map((host) => ({
          docker: filesIn(host, "/var/lib/docker-stand-in"),
          operation: filesIn(host, FILES),
          data: filesIn(host, "/opt/data", true),
        }));
      }
      return { left: left as Removed["left"], ends, done };
    }

    const hold = (at: Moment | undefined, when: "before" | "after"): (() => void) =>
      at === undefined ? () => undefined : holdDocker(bed, hosts[at.position]!, at.words, when);
    const isHeld = ({ position, words }: Moment, when: "before" | "after"): boolean => {
      const [host, doing] = [hosts[position]!, `docker-kept ${words}`];
      if (processesOf(host, `bin/docker ${words}`).length === 0 || processesOf(host, doing).length > 0) return false;
      return when === "before" || asked(position).some((one) => one.startsWith(words));
    };

    const expectUndisturbed = ({ left, ends, done }: Removed): void => {
      expect(left).toEqual(undisturbed.left);
      expect(ends.map(({ status, message }) => ({ status, message }))).toEqual([
        { status: "SUCCEEDED", message: null },
        { status: "SUCCEEDED", message: null },
      ]);
      const stages = ({ ends: all }: Removed): string[] =>
        all.flatMap((one) =>
          one.hosts.flatMap((host) => host.stages.map(({ name, state, attempt }) => `${name} ${state} ${attempt}`)),
        );
      expect(stages({ left, ends, done })).toEqual(stages(undisturbed));
      // STACK_REMOVE, and then the worker's SWARM_LEAVE, were done while others ran: and are as they were.
      expect(new Set(done.map((one) => (JSON.parse(one) as { name: string }).name)).size).toBe(2);
      expect(ends.flatMap(doneIn)).toEqual(expect.arrayContaining([...done]));
    };
    const CHANGES = [
      [
        "service scale --detach arena_ray-head=0 arena_ray-worker=0",
        "service scale --detach arena_tunnel=0",
        "stack rm arena",
        "swarm leave --force",
      ],
      ["swarm leave --force"],
    ];

    test("the control worker, in each stage, before and after Docker has done it: nothing is done again", async () => {
      const disturbed = await removed(() => system.killAndAwaitRestart("control-worker"));
      expectUndisturbed(disturbed);
      expect([asked(0), asked(1)]).toEqual(CHANGES);
      for (const end of disturbed.ends) expect(await again(end)).toEqual(end.hosts.map(() => 0));
    });

    test("the shell of whoever logged in, and then the stage itself: only that one is begun again", async () => {
      const disturbed = await removed(async ({ position, words }) => {
        const host = hosts[position]!;
        await killShells(host);
        await killStage(host, `bin/docker ${words}`);
      });
      expectUndisturbed(disturbed);
      const [down, teardown] = disturbed.ends;
      // Twice in each moment: before Docker has done it, and after.
      expect([await again(down!), await again(teardown!)]).toEqual([
        [4, 0],
        [4, 2],
      ]);
      // What was killed after Docker had scaled finds the stack as it was, and asks once more; what is gone, is gone.
      expect(asked(0).filter((one) => !one.startsWith("service scale"))).toEqual(CHANGES[0]!.slice(2));
      expect([...new Set(asked(0))]).toEqual(CHANGES[0]);
      expect(asked(1)).toEqual(CHANGES[1]);
    });

    test("whoever clears the hosts at the end: what the operation has left there goes all the same", async () => {
      const marks = hosts.map((host) => {
        // Not what is sent, and laid there under another name first.
        const held = `while [ -e /record/hold-rm-${host.name} ] && [[ $* == "-rf ${FILES}/"[!.]* ]]; do sleep 0.05; done`;
        writeFileSync(host.path("/usr/local/bin/rm"), `#!/bin/bash\n${held}\nexec /usr/bin/rm "$@"\n`, { mode: 0o755 });
        return bed.lab.recordOf(`hold-rm-${host.name}`);
      });
      const clearing = (host: SshHost): number[] => processesOf(host, `bin/rm -rf ${FILES}/`);
      const disturbances = [
        async () => {
          const restart = system.killAndAwaitRestart("control-worker");
          killAll(hosts.flatMap(clearing));
          await restart;
        },
        async () => killAll([...(await shellsOn(hosts[1]!)), ...clearing(hosts[1]!)]),
        async () => killAll(clearing(hosts[0]!)),
      ];
      for (const disturb of disturbances) {
        for (const mark of marks) writeFileSync(mark, "");
        const { id } = await order("DOWN");
        for (const host of hosts) await found(host, `bin/rm -rf ${FILES}/${uuidOf(id)}`);
        expect(filesIn(hosts[0]!, FILES)).not.toEqual([]);
        await disturb();
        for (const mark of marks) rmSync(mark);
        expect(await bed.until(id, "it ends", hasEnded)).toMatchObject({ status: "SUCCEEDED" });
        await areTidy();
      }
    });
  },
);
