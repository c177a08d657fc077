import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { SshHost } from "../cli/ssh-host.ts";
import { sshPackages } from "../cli/ssh-packages.ts";
import { startSystem, type System } from "../system.ts";
import { makeInstallBed, type InstallBed, type Operation } from "./install-bed.ts";
import { areReady, isWaiting } from "./operation-states.ts";

const LIMIT_MS = 180_000;
const packages = await sshPackages();
const reason = typeof packages === "string" ? packages : null;

const hasFailed =
  (position: number) =>
  ({ hosts }: Operation): boolean =>
    hosts[position]!.state === "FAILED";

describe.skipIf(reason !== null)(
  `what a host lacks${reason === null ? "" : ` (${reason})`}`,
  { timeout: LIMIT_MS },
  () => {
    let system: System;
    let bed: InstallBed;
    beforeAll(async () => {
      system = await startSystem({ ARENA_PROOF_WAIT_SECONDS: "1" });
    }, 300_000);
    afterAll(() => system?.stop());
    beforeEach(async () => {
      bed = await makeInstallBed(system, (packages as { folder: string }).folder, { nodes: 2 });
    }, LIMIT_MS);
    afterEach(() => bed?.stop());

    const within = (host: SshHost, script: string): Buffer =>
      execFileSync("nsenter", [`--target=${host.pid}`, "--mount", "--root", "bash", "-c", script]);
    const failedChecks = ({ hosts }: Operation): Record<string, { observed: string; remedy: string | null }>[] =>
      hosts.map(({ checks }) =>
        Object.fromEntries(
          checks
            .filter(({ outcome }) => outcome === "FAILED")
            .map(({ name, observed, remedy }) => [name, { observed, remedy }]),
        ),
      );

    test("sudo, the time, and room for images: each is told with its remedy, and gone on with once it is mended", async () => {
      const hosts = await bed.start({ name: "head" }, { name: "one", without: ["sudo"] }, { name: "two" });
      const [head, one, two] = hosts;
      // Its clock is a minute behind, for whoever asks it for the milliseconds.
      const date = head!.path("/usr/local/bin/date");
      const behind =
        'case "$*" in +%s%3N) echo $(($(/usr/bin/date +%s%3N) - 60000)) ;; *) exec /usr/bin/date "$@" ;; esac';
      writeFileSync(date, `#!/bin/bash\n${behind}\n`, { mode: 0o755 });
      within(two!, "mkdir -p /var/lib/docker && mount -t tmpfs -o size=8m tmpfs /var/lib/docker");
      const { id } = await bed.install(hosts);
      const waiting = await bed.until(id, "it waits", isWaiting);
      const room = expect.stringContaining("on the disk of /var/lib/docker");
      expect(failedChecks(waiting)).toEqual([
        {
          CLOCK_SKEW: {
            observed: expect.stringMatching(/^(59\.\d|60\.0) s behind/),
            remedy: expect.stringContaining("timedatectl set-ntp true"),
          },
        },
        { SUDO: { observed: "There is no sudo", remedy: expect.stringContaining("apt-get install sudo") } },
        { DOCKER_SPACE: { observed: "0 GiB free", remedy: room } },
      ]);
      expect(waiting.message).toBe("3 of 3 hosts failed.");
      rmSync(date);
      within(two!, "umount /var/lib/docker");
      for (const position of [0, 2]) await bed.client.retryInstallHost({ id, position });
      await bed.client.skipInstallHost({ id, position: 1 });
      const done = await bed.until(id, "it goes on", ({ hosts: all }) => all[0]!.state === "READY");
      expect(done.hosts.map(({ state }) => state)).toEqual(["READY", "SKIPPED", "READY"]);
      expect(bed.lab.docker(one!.name).filter((asked) => /^(swarm|stack|node)/.test(asked))).toEqual([]);
    });

    test("a host whose disk fills up between two stages says so with the remedy, and goes on from there", async () => {
      const hosts = await bed.start({ name: "head" }, { name: "one" });
      const place = "/var/lib/arena-install";
      mkdirSync(hosts[1]!.path(place));
      within(hosts[1]!, `mount -t tmpfs -o size=16k tmpfs ${place}`);
      const { id } = await bed.install(hosts);
      const full = await bed.until(id, "the worker fails", hasFailed(1));
      const why = expect.stringMatching(/^\S+: .*No space left on device$/);
      expect(full.hosts[1]!.message).toMatch(/takes no files: \S+: .*No space left on device$/);
      const remedy = expect.stringContaining(`Make room on the disk of ${place}`);
      expect(failedChecks(full)).toEqual([{}, { HOST_DISK: { observed: why, remedy } }]);
      const looked = full.hosts[1]!.checks.filter(({ name }) => name !== "HOST_DISK");
      expect(looked.length).toBeGreaterThan(0);
      within(hosts[1]!, `umount ${place}`);
      await bed.client.retryInstallHost({ id, position: 1 });
      const done = await bed.until(id, "all hosts are ready", areReady);
      expect(done.hosts[1]!.stages.map(({ attempt }) => attempt)).toEqual([1, 2, 1, 1, 1, 1]);
      expect(done.hosts[1]!.checks).toEqual(looked);
    });
  },
);
