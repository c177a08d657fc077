import { existsSync } from "node:fs";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { arenaCommand, type ArenaCommand, type Ended } from "../cli/arena-command.ts";
import { CLIENT_VERSIONS, installClient } from "../cli/installed-client.ts";
import { asAda } from "../cli/on-prem-hosts.ts";
import type { SshHost } from "../cli/ssh-host.ts";
import { sshPackages } from "../cli/ssh-packages.ts";
import { startSystem, type System } from "../system.ts";
import { makeInstallBed, type InstallBed } from "./install-bed.ts";
import { newestOperation } from "./shown-operation.ts";
import { hasEnded } from "./operation-states.ts";

const LIMIT_MS = 180_000;
const clients = await Promise.all(CLIENT_VERSIONS.map(installClient));
const packages = await sshPackages();
const reason = typeof packages === "string" ? packages : null;

/** What the published client and this server do to the same hosts, in turns. */
describe.skipIf(reason !== null)(
  `hosts of the server and of the client${reason === null ? "" : ` (${reason})`}`,
  { timeout: LIMIT_MS },
  () => {
    let system: System;
    let bed: InstallBed;
    let arena: ArenaCommand;
    beforeAll(async () => {
      if (clients.some((client) => typeof client !== "string"))
        system = await startSystem({ ARENA_PROOF_WAIT_SECONDS: "1" });
    }, 300_000);
    afterAll(() => system?.stop());
    afterEach(async () => {
      arena?.remove();
      await bed?.stop();
    });

    describe.each(CLIENT_VERSIONS.map((version, index) => ({ version, client: clients[index]! })))(
      "arena $version",
      ({ client }) => {
        if (typeof client === "string") return void test.skip(`not tried: ${client}`, () => undefined);

        const start = async (): Promise<SshHost[]> => {
          bed = await makeInstallBed(system, (packages as { folder: string }).folder, { nodes: 2 });
          arena = arenaCommand(client, { ARENA_BASE_URL: system.address, ARENA_API_KEY: bed.apiKey });
          return bed.start({ name: "head" }, { name: "one" });
        };
        const onPrem = async (command: string, hosts: readonly SshHost[], ...more: string[]): Promise<Ended> => {
          const [manager, worker] = asAda(hosts);
          const args = ["--manager", manager!, "--workers", worker!, "--ssh-extra-opts", bed.lab.options, ...more];
          const done = await arena.run(["on-prem", command, "Rack", ...args]);
          expect(done.code, done.text).toBe(0);
          return done;
        };
        /** Its proof fails: no agent comes from a recorded Docker. */
        const settled = async (id: string): Promise<void> => {
          await bed.until(id, "it waits for its proof", ({ status }) => status === "WAITING");
          await bed.client.abortInstall({ id });
          await bed.until(id, "it ends", hasEnded);
        };
        const onPremInstall = async (hosts: readonly SshHost[]): Promise<void> => {
          const installed = await onPrem("install", hosts);
          expect(installed.text).toContain("Stack 'arena' is up; all services running.");
          await settled((await newestOperation(bed.client, "Rack")).id);
        };
        const changesOn = (host: string): string[] =>
          bed.lab.docker(host).filter((one) => /^(swarm (init|join |leave)|stack (deploy|rm)|service scale)/.test(one));
        const leftOn = (host: SshHost): boolean => existsSync(host.path("/var/lib/docker-stand-in"));

        test("what the server has installed, the client installs again, takes down and tears down", async () => {
          const hosts = await start();
          await settled((await bed.install(hosts)).id);
          bed.lab.forget();
          await onPremInstall(hosts);
          expect([...changesOn("head"), ...changesOn("one")]).toEqual([
            expect.stringMatching(/^stack deploy .* arena$/),
          ]);
          await onPrem("down", hosts);
          expect(changesOn("head").at(-1)).toMatch(
            /^service scale arena_ray-head=0 arena_ray-worker=0 arena_tunnel=0$/,
          );
          await onPrem("teardown", hosts, "--leave-swarm");
          expect(hosts.filter(leftOn)).toEqual([]);
          // The server finds nothing left to remove.
          const { id } = await bed.client.teardownCluster({ id: bed.classId, leaveSwarm: true, ...bed.named(hosts) });
          expect(await bed.until(id, "it ends", hasEnded)).toMatchObject({ status: "SUCCEEDED" });
        });

        test("what the client has installed, the server takes down and tears down", async () => {
          const hosts = await start();
          await onPremInstall(hosts);
          // Its scripts have said which hosts those are.
          const down = await bed.client.downCluster({ id: bed.classId });
          expect(await bed.until(down.id, "it ends", hasEnded)).toMatchObject({ status: "SUCCEEDED" });
          expect(changesOn("head").slice(-2)).toEqual([
            "service scale --detach arena_ray-head=0 arena_ray-worker=0",
            "service scale --detach arena_tunnel=0",
          ]);
          const gone = await bed.client.teardownCluster({ id: bed.classId, leaveSwarm: true });
          expect(await bed.until(gone.id, "it ends", hasEnded)).toMatchObject({ status: "SUCCEEDED" });
          expect(changesOn("head").at(-2)).toBe("stack rm arena");
          expect(hosts.filter(leftOn)).toEqual([]);
        });
      },
    );
  },
);
