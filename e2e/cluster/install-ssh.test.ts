import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { sshPackages } from "../cli/ssh-packages.ts";
import { startSystem, type System } from "../system.ts";
import { makeInstallBed, stagesOf, type InstallBed } from "./install-bed.ts";

const LIMIT_MS = 120_000;
const packages = await sshPackages();
const reason = typeof packages === "string" ? packages : null;

describe.skipIf(reason !== null)(
  `a class is installed over ssh${reason === null ? "" : ` (${reason})`}`,
  { timeout: LIMIT_MS },
  () => {
    let system: System;
    let bed: InstallBed;
    beforeAll(async () => {
      system = await startSystem();
    }, 300_000);
    afterAll(() => system?.stop());
    beforeEach(async () => {
      bed = await makeInstallBed(system, (packages as { folder: string }).folder, { nodes: 2 });
    }, LIMIT_MS);
    afterEach(() => bed?.stop());

    test("every stage on every host, in order, live and kept", async () => {
      const hosts = await bed.start({ name: "head" }, { name: "one", without: ["docker"] }, { name: "two" });
      const ordered = await bed.install(hosts);
      expect(ordered).toMatchObject({ kind: "INSTALL", driver: "SSH", status: "RUNNING" });
      const done = await bed.until(ordered.id, "all hosts are ready", ({ hosts: all }) =>
        all.every(({ state }) => state === "READY"),
      );
      expect(done.hosts.map(stagesOf)).toEqual([]);
    });
  },
);
