import { execFileSync } from "node:child_process";
import { readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ArenaError } from "@arena/sdk";
import { sshPackages } from "../cli/ssh-packages.ts";
import type { SshHost } from "../cli/ssh-host.ts";
import { startSystem, type System } from "../system.ts";
import { until } from "../until.ts";
import { filesIn, found, killAll, stageOn } from "./host-kills.ts";
import { holdDocker, makeInstallBed, processesOf, stagesOf, type InstallBed } from "./install-bed.ts";
import { areReady, hasEnded, isAt, isWaiting } from "./operation-states.ts";

const LIMIT_MS = 240_000;
const packages = await sshPackages();
const reason = typeof packages === "string" ? packages : null;
const OF_MANAGER =
  "PREFLIGHT DONE, DOCKER DONE, NVIDIA_DRIVER SKIPPED, NVIDIA_TOOLKIT SKIPPED, SWARM_INIT DONE, NODE_LABELS DONE, DEPLOY DONE";
const OF_WORKER =
  "PREFLIGHT DONE, DOCKER DONE, NVIDIA_DRIVER SKIPPED, NVIDIA_TOOLKIT SKIPPED, SWARM_JOIN DONE, NODE_LABELS DONE";
const FILES = "/var/lib/arena-install";

describe.skipIf(reason !== null)(
  `a class is installed over ssh${reason === null ? "" : ` (${reason})`}`,
  { timeout: LIMIT_MS },
  () => {
    let system: System;
    let bed: InstallBed;
    beforeAll(async () => {
      // No agent comes from a recorded Docker, so the proof fails soon.
      system = await startSystem({ ARENA_PROOF_WAIT_SECONDS: "1" });
    }, 300_000);
    afterAll(() => system?.stop());
    beforeEach(async () => {
      bed = await makeInstallBed(system, (packages as { folder: string }).folder, { nodes: 2 });
    }, LIMIT_MS);
    afterEach(() => bed?.stop());

    const isTidy = (host: SshHost): Promise<boolean> =>
      until(() => filesIn(host, FILES).length === 0, { what: () => `nothing of ${filesIn(host, FILES).join()} there` });
    const countOf = (host: string, command: string): number =>
      bed.lab.docker(host).filter((one) => one.startsWith(command)).length;

    test("does every stage on every host, in order, told live and kept", async () => {
      const hosts = await bed.start({ name: "head" }, { name: "one", without: ["docker"] }, { name: "two" });
      const ordered = await bed.install(hosts);
      expect(ordered).toMatchObject({ kind: "INSTALL", driver: "SSH", status: "RUNNING", login: "SERVER_KEY" });
      const done = await bed.until(ordered.id, "all hosts are ready", areReady);
      expect(done.hosts.map(stagesOf)).toEqual([OF_MANAGER, OF_WORKER, OF_WORKER]);
      expect(done.hosts.map(({ name, role }) => `${role} ${name}`)).toEqual(
        hosts.map(({ address, port }, index) => `${index === 0 ? "MANAGER" : "WORKER"} ada@${address}:${port}`),
      );
      expect(await bed.logOf(ordered.id, 0)).toContainEqual(expect.stringMatching(/^a Swarm is made, at \d/));
      expect((await bed.logOf(ordered.id, 1)).join("\n")).toContain("This node joined a swarm as a worker.");
      expect(bed.lab.callsOf("apt-get", "one")).toContainEqual(["install", "-y", "-q", "docker.io"]);
      // Three hosts of a class with two nodes: no worker runs on the manager.
      const labels = bed.lab.docker("head").filter((one) => one.startsWith("node update"));
      expect(labels.map((one) => one.replace(/.*arena\.worker=/, "")).sort()).toEqual([
        "false nodehead",
        "true nodeone",
        "true nodetwo",
      ]);
      expect(bed.lab.recorded("unpacked").split("\n")).toEqual(expect.arrayContaining(["./node.gz", "./agent.mjs"]));
    });

    test("no secret is in what is said, in the database, in arguments, or where others on a host read it", async () => {
      const hosts = await bed.start({ name: "head" }, { name: "one" });
      const { id } = await bed.install(hosts);
      await bed.until(id, "all hosts are ready", areReady);
      const said = [...(await bed.logOf(id, 0)), ...(await bed.logOf(id, 1))].join("\n");
      const { rows } = await system.pool.query<{ text: string }>(
        "SELECT coalesce(string_agg(e::text, ''), '') AS text FROM cluster_event e UNION ALL SELECT string_agg(o::text, '') FROM outbox o",
      );
      for (const text of [said, ...rows.map((row) => row.text)]) expect(text).not.toContain("SWMTKN-1-of-the-workers");
      expect(bed.lab.recorded("readable")).not.toMatch(/agent-token|tun0\.conf|swarm-tokens|arena-install/);
      expect(bed.lab.recorded("processes")).not.toMatch(/PRIVATE KEY|arena_agent_/);
      for (const host of hosts) expect(statSync(host.path(FILES)).mode & 0o777).toBe(0o700);
      // Only the manager is given the keys of the class.
      for (const name of filesIn(hosts[1]!, FILES))
        expect(readdirSync(hosts[1]!.path(`${FILES}/${name}/arena-train`))).not.toContain("config.d");
    });

    test("a Swarm that is at another address than the manager is known again; one of others is not joined", async () => {
      const hosts = await bed.start({ name: "head" }, { name: "one" });
      const order = { id: bed.classId, ...bed.named(hosts), advertiseAddress: "192.0.2.77" };
      const first = await bed.client.installCluster(order);
      await bed.until(first.id, "all hosts are ready", areReady);
      await bed.client.abortInstall({ id: first.id });
      await bed.until(first.id, "it ends", ({ endedAt }) => endedAt !== null);
      const second = await bed.client.installCluster(order);
      const again = await bed.until(second.id, "all hosts are ready", areReady);
      const swarm = again.hosts[1]!.checks.find(({ name }) => name === "SWARM");
      expect(swarm).toMatchObject({ outcome: "PASSED", observed: "The manager’s own" });
      expect([countOf("head", "swarm init"), countOf("one", "swarm join")]).toEqual([1, 1]);
      await bed.client.abortInstall({ id: second.id });
      await bed.until(second.id, "it ends", ({ endedAt }) => endedAt !== null);

      writeFileSync(hosts[1]!.path("/var/lib/docker-stand-in/manager"), "198.51.100.9\n");
      const third = await bed.client.installCluster(order);
      const others = await bed.until(third.id, "the worker fails", ({ hosts: [, one] }) => one!.state === "FAILED");
      expect(others.hosts[1]!.checks.find(({ name }) => name === "SWARM")).toMatchObject({
        outcome: "FAILED",
        observed: "In a Swarm of 198.51.100.9:2377",
      });
      await bed.client.abortInstall({ id: third.id });
    });

    test("a control worker that is killed in every stage repeats none that was finished", async () => {
      const hosts = await bed.start({ name: "head" }, { name: "one", without: ["docker"] });
      const { id } = await bed.install(hosts);
      const killed: string[] = [];
      await system.killAndAwaitRestart("control-worker");
      await bed.until(id, "the host is looked at", isAt(0, "PREFLIGHT", "DONE"));
      for (const stage of ["DOCKER", "SWARM_INIT", "NODE_LABELS", "DEPLOY"]) {
        // Before the manager deploys it labels the worker, which is not to wait.
        const release = holdDocker(bed, hosts[0]!, stage === "DEPLOY" ? "stack" : "");
        await bed.until(
          id,
          `${stage} runs`,
          (operation) => isAt(0, stage)(operation) || isAt(0, stage, "DONE")(operation),
        );
        await system.killAndAwaitRestart("control-worker");
        killed.push(stage);
        release();
        await bed.until(id, `${stage} is done`, isAt(0, stage, "DONE"));
      }
      const done = await bed.until(id, "all hosts are ready", areReady);
      expect(killed).toHaveLength(4);
      expect(done.hosts.map(stagesOf)).toEqual([OF_MANAGER, OF_WORKER]);
      expect(done.hosts.flatMap(({ stages }) => stages.map(({ attempt }) => attempt))).not.toContain(2);
      expect([countOf("head", "swarm init"), countOf("one", "swarm join "), countOf("head", "stack deploy")]).toEqual([
        1, 1, 1,
      ]);
      expect(bed.lab.callsOf("apt-get", "one").filter(([command]) => command === "install")).toHaveLength(1);
      const said = await bed.logOf(id, 0);
      expect(said.filter((line) => line.includes("a Swarm is made"))).toHaveLength(1);
      expect(said.join("\n")).not.toContain("it was killed");
    });

    test("a stage whose process is killed is started again; whoever only watched it is not missed", async () => {
      const hosts = await bed.start({ name: "head" }, { name: "one" });
      const release = holdDocker(bed, hosts[0]!);
      const { id } = await bed.install(hosts);
      await bed.until(id, "Docker is looked for", isAt(0, "DOCKER"));
      const stage = await found(hosts[0]!, "run-stage.sh body");
      killAll(await found(hosts[0]!, "run-stage.sh advance"));
      await bed.until(id, "nobody watches", ({ hosts: [head] }) => head!.state === "RUNNING" && head!.message !== null);
      // Its first process; others come and go, with the same words until they are another program.
      expect(processesOf(hosts[0]!, "run-stage.sh body")).toContain(stage[0]);
      killAll([...stage, ...stageOn(hosts[0]!, "install-docker.sh")]);
      release();
      const done = await bed.until(id, "all hosts are ready", areReady);
      expect(done.hosts.map(stagesOf)).toEqual([OF_MANAGER, OF_WORKER]);
      expect((await bed.logOf(id, 0)).filter((line) => line.includes("it is started again"))).toHaveLength(1);
    });

    test("what is wrong with a host is found before anything is changed on it, each with its remedy", async () => {
      const hosts = await bed.start({ name: "head" }, { name: "one" }, { name: "two" });
      await bed.client.updateResourceClass({ id: bed.classId, cpus: 4_000 });
      execFileSync("nsenter", [
        `--target=${hosts[0]!.pid}`,
        "--mount",
        "--root",
        "bash",
        "-c",
        "mkdir -p /opt/data && mount -t tmpfs -o size=8m tmpfs /opt/data",
      ]);
      const [manager, ...workers] = hosts.map(({ address, port }) => `ada@${address}:${port}`);
      const asEve = workers[0]!.replace("ada@", "eve@");
      const { id } = await bed.client.installCluster({
        id: bed.classId,
        manager: manager!,
        workers: [asEve, workers[1]!],
      });
      const waiting = await bed.until(id, "it waits", isWaiting);
      const failed = waiting.hosts.map(({ checks }) =>
        checks.filter(({ outcome }) => outcome === "FAILED").map(({ name }) => name),
      );
      expect(failed).toEqual([["DISK_SPACE"], ["SUDO", "CPUS"], ["CPUS"]]);
      expect(waiting.hosts[1]!.checks.length).toBeGreaterThanOrEqual(30);
      const sudo = waiting.hosts[1]!.checks.find(({ name }) => name === "SUDO")!;
      expect(sudo.remedy).toBe("As root: echo 'eve ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/arena");
      expect(waiting.hosts[2]!.checks.find(({ name }) => name === "CPUS")!.remedy).toMatch(
        /edit the class to \d+ CPUs/,
      );
      expect(waiting.hosts[0]!.hostKey!.fingerprint).toMatch(/^SHA256:/);
      for (const host of hosts) {
        expect(filesIn(host, FILES)).toEqual([]);
        expect(bed.lab.docker(host.name).filter((one) => /^(swarm|stack|node)/.test(one))).toEqual([]);
      }
    });

    test("a host whose key has changed is refused until its key is forgotten; a key that it does not know is said", async () => {
      const [head, one] = await bed.start({ name: "head" }, { name: "one" });
      const first = await bed.install([head!, one!]);
      await bed.until(first.id, "all hosts are ready", areReady);
      await bed.client.abortInstall({ id: first.id });
      await bed.until(first.id, "it ends", hasEnded);
      const { address, port } = one!;
      await one!.stop();
      const another = await bed.lab.start({ name: "one", address, port });
      rmSync(another.path("/home/carla/.ssh/authorized_keys"));
      const { id } = await bed.client.installCluster({
        id: bed.classId,
        manager: `ada@${head!.address}:${head!.port}`,
        workers: [`ada@${address}:${port}`],
      });
      const changed = await bed.until(id, "it waits", isWaiting);
      expect(changed.hosts[1]!.checks).toEqual([
        expect.objectContaining({ name: "SSH", observed: "The host’s key is another one than at the first login." }),
      ]);
      await bed.client.forgetHostKey({ id: bed.classId, address, port });
      await bed.client.retryInstallHost({ id, position: 1 });
      await bed.until(id, "it goes on", areReady);
      await bed.client.abortInstall({ id });
      await bed.until(id, "it ends", hasEnded);
      const third = await bed.client.installCluster({
        id: bed.classId,
        manager: `ada@${head!.address}:${head!.port}`,
        workers: [`carla@${address}:${port}`],
      });
      const refused = await bed.until(third.id, "it waits", isWaiting);
      expect(refused.hosts[1]!.checks).toEqual([
        expect.objectContaining({
          name: "SSH",
          observed: "The host takes none of this server’s keys.",
          remedy: expect.stringContaining("authorized_keys of carla"),
        }),
      ]);
    });

    test("a host that fails stops no other; it is retried from where it failed, or skipped", async () => {
      const [head, one, two] = await bed.start({ name: "head" }, { name: "one" }, { name: "two" });
      const port = one!.port;
      await one!.stop();
      const { id } = await bed.install([head!, one!, two!]);
      const waiting = await bed.until(id, "it waits", isWaiting);
      expect(waiting.hosts.map(({ state }) => state)).toEqual(["READY", "FAILED", "READY"]);
      expect(waiting.message).toBe("1 of 3 hosts failed.");
      expect(waiting.hosts[1]!.checks).toEqual([
        expect.objectContaining({
          name: "SSH",
          outcome: "FAILED",
          remedy: expect.stringContaining("systemctl enable --now ssh"),
        }),
      ]);
      const again = await bed.lab.start({ name: "one", address: one!.address, port });
      await bed.client.retryInstallHost({ id, position: 1 });
      const done = await bed.until(id, "it goes on", areReady);
      expect(stagesOf(done.hosts[1]!)).toBe(OF_WORKER);
      expect(done.hosts[1]!.stages[0]!.attempt).toBe(2);
      expect(countOf("head", "swarm init")).toBe(1);
      await again.stop();
    });

    test("the operation goes on without a worker that is skipped, and not without its manager", async () => {
      const [head, one] = await bed.start({ name: "head" }, { name: "one" });
      await one!.stop();
      const { id } = await bed.install([head!, one!]);
      await bed.until(id, "it waits", isWaiting);
      await expect(bed.client.skipInstallHost({ id, position: 0 })).rejects.toThrow("The host has not failed.");
      await bed.client.skipInstallHost({ id, position: 1 });
      const unproven = await bed.until(
        id,
        "it waits for its proof",
        ({ status, proof }) => status === "WAITING" && proof !== null,
      );
      expect(unproven.hosts.map(({ state }) => state)).toEqual(["READY", "SKIPPED"]);
      await bed.client.abortInstall({ id });
      await bed.until(id, "it ends", hasEnded);
      await isTidy(head!);
    });

    test("abort begins nothing any more and leaves a known state; a teardown meanwhile is refused", async () => {
      const hosts = await bed.start({ name: "head" }, { name: "one" });
      const release = holdDocker(bed, hosts[0]!);
      const { id } = await bed.install(hosts);
      await bed.until(id, "Docker is looked for", isAt(0, "DOCKER"));
      await expect(bed.client.teardownCluster({ id: bed.classId })).rejects.toThrow(
        /An installation of this class is under way/,
      );
      await expect(bed.install(hosts)).rejects.toThrow(ArenaError);
      await expect(bed.client.deleteResourceClass({ id: bed.classId })).rejects.toThrow(/is being installed/);
      await bed.client.abortInstall({ id });
      const ended = await bed.until(id, "it ends", hasEnded);
      release();
      expect(ended.status).toBe("ABORTED");
      expect(ended.hosts.map(({ state }) => state)).toEqual(["ABORTED", "ABORTED"]);
      expect(stagesOf(ended.hosts[0]!)).toMatch(/DOCKER FAILED.*SWARM_INIT WAITING.*DEPLOY WAITING/);
      for (const host of hosts) await isTidy(host);
      // What was begun is begun anew by the next one.
      const second = await bed.install(hosts);
      await bed.until(second.id, "all hosts are ready", areReady);
    });

    test("down keeps the stack, teardown removes it, and the hosts leave the Swarm", async () => {
      const hosts = await bed.start({ name: "head" }, { name: "one" });
      const { id } = await bed.install(hosts);
      const unproven = await bed.until(id, "it waits for its proof", isWaiting);
      expect(unproven.message).toMatch(
        /^The proof failed: There was none with the newest keys; It has never registered$/,
      );
      expect(unproven.proof).toMatchObject({ passed: false });
      await bed.client.proveCluster({ id: bed.classId });
      await bed.until(
        id,
        "it is proven again",
        ({ status, proof }) => status === "WAITING" && proof!.at > unproven.proof!.at,
      );
      await bed.client.abortInstall({ id });
      await bed.until(id, "it ends", hasEnded);
      const down = await bed.client.downCluster({ id: bed.classId });
      expect(await bed.until(down.id, "it ends", hasEnded)).toMatchObject({ kind: "DOWN", status: "SUCCEEDED" });
      // The tunnel ends last: through it the agent tells what became of the runs.
      expect(bed.lab.docker("head").filter((one) => one.startsWith("service scale"))).toEqual([
        "service scale --detach arena_ray-head=0 arena_ray-worker=0",
        "service scale --detach arena_tunnel=0",
      ]);
      const gone = await bed.client.teardownCluster({ id: bed.classId, leaveSwarm: true });
      expect(await bed.until(gone.id, "it ends", hasEnded)).toMatchObject({ kind: "TEARDOWN", status: "SUCCEEDED" });
      expect(bed.lab.docker("head")).toEqual(expect.arrayContaining(["stack rm arena", "swarm leave --force"]));
      expect(bed.lab.docker("one")).toContain("swarm leave --force");
      const known = await bed.client.classCluster(bed.classId);
      expect(known!.operations!.map(({ kind }) => kind)).toEqual(["TEARDOWN", "DOWN", "INSTALL"]);
    });
  },
);
