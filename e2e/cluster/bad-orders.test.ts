import { existsSync } from "node:fs";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ArenaError } from "@arena/sdk";
import { sshPackages } from "../cli/ssh-packages.ts";
import { uuidOf } from "../experiments.ts";
import { startSystem, type System } from "../system.ts";
import { makeInstallBed, type InstallBed } from "./install-bed.ts";
import { areReady, hasEnded } from "./operation-states.ts";

const LIMIT_MS = 180_000;
const packages = await sshPackages();
const reason = typeof packages === "string" ? packages : null;
const NEVER = "arena-never";

describe.skipIf(reason !== null)(
  `orders that are no orders${reason === null ? "" : ` (${reason})`}`,
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

    const operations = async (): Promise<number> => {
      const { rows } = await system.pool.query<{ count: number }>(
        "SELECT count(*)::int AS count FROM cluster_operation WHERE resource_class_id = $1",
        [uuidOf(bed.classId)],
      );
      return rows[0]!.count;
    };

    test.each<[string, string[], string[], RegExp]>([
      ["", ["b"], ["manager"], /host/],
      ["rack 1", ["b"], ["manager"], /host/],
      ["-oProxyCommand=touch arena-never", ["b"], ["manager"], /./],
      [`$(touch ${NEVER})`, ["b"], ["manager"], /./],
      [`a;touch ${NEVER}`, ["`touch arena-never`", "b|c"], ["manager", "workers.0", "workers.1"], /./],
      ["ada@rack", [`a$(touch ${NEVER})@b`], ["workers.0"], /./],
      ["rack:0", ["rack:70000"], ["manager", "workers.0"], /./],
      ["rack", ["ada@RACK:22"], ["workers.0"], /is the manager: name it once/],
      ["rack", ["b", "B:22"], ["workers.1"], /is named twice/],
      ["rack", [], ["workers"], /makes 1 host, and the class has 2 nodes/],
      ["rack", ["b", "c", "d"], ["workers"], /makes 4 hosts, and the class has 2 nodes/],
    ])("%j and %j: refused on its field, and nothing is begun", async (manager, workers, fields, message) => {
      const refused = await bed.client
        .installCluster({ id: bed.classId, manager, workers })
        .catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(ArenaError);
      const found = (refused as ArenaError).fields;
      expect(found.map(({ path }) => path)).toEqual(fields);
      for (const one of found) expect(one.message).toMatch(message);
      expect(await operations()).toBe(0);
    });

    test("what is neither an address nor an interface is not advertised", async () => {
      for (const advertiseAddress of ["-x", "$(id)", "eth0; reboot", "a b", "x".repeat(300)]) {
        const refused = await bed.client
          .installCluster({ id: bed.classId, manager: "rack", workers: ["b"], advertiseAddress })
          .catch((error: unknown) => error);
        expect((refused as ArenaError).fields.map(({ path }) => path)).toEqual(["advertiseAddress"]);
      }
      expect(await operations()).toBe(0);
    });

    test("ordered by many at once there is one installation; by one who repeats, it is the same", async () => {
      const hosts = await bed.start({ name: "head" }, { name: "one" });
      const order = { id: bed.classId, ...bed.named(hosts) };
      const answers = await Promise.allSettled(Array.from({ length: 5 }, () => bed.client.installCluster(order)));
      const made = answers.filter((answer) => answer.status === "fulfilled");
      expect(made).toHaveLength(1);
      for (const answer of answers)
        if (answer.status === "rejected") expect(String(answer.reason)).toMatch(/is under way/);
      const { id } = made[0]!.value;
      await bed.until(id, "all hosts are ready", areReady);
      expect(await operations()).toBe(1);
      for (const name of ["swarm init", "stack deploy"])
        expect(bed.lab.docker("head").filter((one) => one.startsWith(name))).toHaveLength(1);
      await bed.client.abortInstall({ id });
      await bed.until(id, "it ends", hasEnded);
      const keyed = { ...order, idempotencyKey: "one order, however often it is sent" };
      const same = await Promise.all([1, 2, 3].map(() => bed.client.installCluster(keyed)));
      expect(new Set(same.map((one) => one.id)).size).toBe(1);
      expect(await operations()).toBe(2);
      await bed.client.abortInstall({ id: same[0]!.id });
      await bed.until(same[0]!.id, "it ends", hasEnded);
    });

    test("a class whose name is a shell's words is installed and torn down, and none of them is run", async () => {
      const name = `$(touch ${NEVER}) '"; touch ${NEVER} \`touch ${NEVER}\``;
      await bed.client.updateResourceClass({ id: bed.classId, name });
      const hosts = await bed.start({ name: "head" }, { name: "one" });
      const { id } = await bed.install(hosts);
      await bed.until(id, "all hosts are ready", areReady);
      expect(bed.lab.recorded("deployed/arena-stack.yaml")).toContain("touch arena-never");
      await bed.client.abortInstall({ id });
      await bed.until(id, "it ends", hasEnded);
      const { id: teardown } = await bed.client.teardownCluster({ id: bed.classId, leaveSwarm: true });
      expect(await bed.until(teardown, "it ends", hasEnded)).toMatchObject({ status: "SUCCEEDED" });
      const places = ["/", "/root", "/tmp", "/home/ada", "/var/lib", "/opt/data"];
      for (const host of hosts)
        expect(places.filter((place) => existsSync(host.path(`${place}/${NEVER}`)))).toEqual([]);
    });

    test("deleted and installed at once: one of them is refused, and a deleted class has no installation", async () => {
      const hosts = await bed.start({ name: "head" }, { name: "one" });
      const [installed, deleted] = await Promise.allSettled([
        bed.install(hosts),
        bed.client.deleteResourceClass({ id: bed.classId }),
      ]);
      expect([installed.status, deleted.status].sort()).toEqual(["fulfilled", "rejected"]);
      if (installed.status === "fulfilled") {
        expect(String((deleted as PromiseRejectedResult).reason)).toMatch(/is being installed/);
        await bed.until(installed.value.id, "all hosts are ready", areReady);
        await bed.client.abortInstall({ id: installed.value.id });
        await bed.until(installed.value.id, "it ends", hasEnded);
        await bed.client.deleteResourceClass({ id: bed.classId });
      }
      await expect(bed.install(hosts)).rejects.toThrow(ArenaError);
      await expect(bed.client.teardownCluster({ id: bed.classId })).rejects.toThrow(ArenaError);
    });
  },
);
