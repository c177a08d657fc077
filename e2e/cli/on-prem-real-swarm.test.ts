import { readdirSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CLUSTER_ADDRESS, makeNamespaces, type Namespaces } from "../../api/test/bundle/network-namespaces.ts";
import { whyNoSwarm } from "../../api/test/bundle/swarm-prerequisites.ts";
import { makeTestImages } from "../../api/test/bundle/test-images.ts";
import { waitFor } from "../../api/test/bundle/wait-for.ts";
import { createClient, type ArenaClient } from "@arena/sdk";
import { followUntil } from "../cluster/follow-until.ts";
import { newestOperation } from "../cluster/shown-operation.ts";
import { startSystem, type System } from "../system.ts";
import { arenaCommand, type ArenaCommand } from "./arena-command.ts";
import { CLIENT_VERSIONS, installClient } from "./installed-client.ts";
import { makeOrganization } from "./people.ts";
import { startRealDocker, type RealDocker } from "./real-docker.ts";
import type { SshHost } from "./ssh-host.ts";
import { makeSshLab, type SshLab } from "./ssh-lab.ts";
import { sshPackages } from "./ssh-packages.ts";

const LIMIT_MS = 240_000;
const clients = await Promise.all(CLIENT_VERSIONS.map(installClient));
const packages = await sshPackages();
const folder = typeof packages === "string" ? null : packages.folder;
const reason =
  (typeof packages === "string" ? packages : null) ??
  (await whyNoSwarm()) ??
  clients.find((client) => typeof client === "string") ??
  null;

describe.skipIf(reason !== null)(`a Swarm of two real hosts, by ssh${reason === null ? "" : ` (${reason})`}`, () => {
  let system: System;
  let lab: SshLab;
  let namespaces: Namespaces;
  let images: Awaited<ReturnType<typeof makeTestImages>>;
  let hosts: SshHost[];
  let shown: ArenaClient;
  const dockers: RealDocker[] = [];
  const arenas: ArenaCommand[] = [];
  beforeAll(async () => {
    system = await startSystem({
      ARENA_RAY_IMAGE: "test/ray:1",
      ARENA_TUNNEL_IMAGE: "test/tunnel:1",
      // What plays Ray has no agent: the proof is soon over.
      ARENA_PROOF_WAIT_SECONDS: "1",
    });
    lab = makeSshLab(folder!);
    namespaces = await makeNamespaces();
    images = await makeTestImages();
    hosts = await Promise.all(
      ["head", "one"].map((name, index) => lab.start({ name, address: `127.0.0.${index + 2}`, hasRealDocker: true })),
    );
    for (const [index, network] of [namespaces.cluster, namespaces.gateway].entries()) {
      const docker = await startRealDocker(hosts[index]!, network, lab.folder);
      dockers.push(docker);
      await docker.docker("import", images.ray, "test/ray:1");
      await docker.docker("import", images.tunnel, "test/tunnel:1");
    }
    const { apiKey } = await makeOrganization(system, "ENTERPRISE", "MANAGER");
    shown = createClient({ url: system.address, apiKey });
    for (const client of clients) {
      if (typeof client === "string") continue;
      arenas.push(arenaCommand(client, { ARENA_BASE_URL: system.address, ARENA_API_KEY: apiKey }));
    }
    const size = JSON.stringify({ computeResource: { numGpus: 0, numCpus: 1, memoryBytes: "512 MiB" } });
    for (const args of [
      ["providers", "enable"],
      ["classes", "create", "--name", "Two hosts", "--num-nodes", "2", "--metadata", size],
    ])
      expect(await arenas[0]!.run(["on-prem", ...args])).toMatchObject({ code: 0 });
  }, LIMIT_MS);
  afterAll(async () => {
    for (const arena of arenas) arena.remove();
    await shown?.close();
    for (const docker of dockers.reverse()) await docker.stop();
    await lab?.stop();
    images?.dispose();
    await namespaces?.dispose();
    await system?.stop();
  }, LIMIT_MS);

  const onPrem = async (arena: ArenaCommand, command: string, ...more: readonly string[]): Promise<string> => {
    const [manager, worker] = hosts.map(({ address, port }) => `ada@${address}:${port}`);
    const args = ["--manager", manager!, "--workers", worker!, "--ssh-extra-opts", lab.options, ...more];
    const environment = { ARENA_HEAD_WAIT_SECONDS: "120", ARENA_RESOLVE_IMAGE: "never" };
    const done = await arena.run(["on-prem", command, "Two hosts", ...args], environment);
    expect(done.code, `${done.stdout}${done.stderr}`).toBe(0);
    return done.text;
  };
  const containersOf = async (docker: RealDocker): Promise<string[]> =>
    (await docker.docker("ps", "--no-trunc", "--format", "{{.ID}} {{.Names}}")).split("\n").filter(Boolean).sort();
  const namesOf = async (docker: RealDocker): Promise<string[]> =>
    (await containersOf(docker)).map((line) => / ([^.]+)\.\d/.exec(line)?.[1] ?? line).sort();
  const stateOf = async (docker: RealDocker): Promise<string> =>
    (await docker.docker("info", "--format", "{{.Swarm.LocalNodeState}}")).trim();

  test(`${CLIENT_VERSIONS[0]} installs: two nodes, and the services that the class has`, async () => {
    const [head, one] = dockers;
    const said = await onPrem(arenas[0]!, "install", "--advertise-addr", CLUSTER_ADDRESS);
    expect(said).toContain("Stack 'arena' is up; all services running.");
    expect(said).not.toContain("SWMTKN");
    const nodes = await head!.docker("node", "ls", "--format", "{{.Hostname}} {{.Status}} {{.ManagerStatus}}");
    expect(
      nodes
        .trim()
        .split("\n")
        .map((line) => line.trim())
        .sort(),
    ).toEqual(["head Ready Leader", "one Ready"]);
    expect(await namesOf(head!)).toEqual(["arena_ray-head", "arena_ray-worker", "arena_tunnel"]);
    expect(await namesOf(one!)).toEqual(["arena_ray-worker"]);
    const [version] = readdirSync(hosts[0]!.path("/opt/data/arena")).filter((name) => /^\d/.test(name));
    expect(readdirSync(hosts[0]!.path(`/opt/data/arena/${version}`))).toEqual(
      expect.arrayContaining(["node", "agent.mjs", "launcher.mjs"]),
    );
    for (const host of hosts) {
      expect(host.log()).toContain("Accepted publickey for ada");
      expect(readdirSync(host.path("/tmp")).filter((name) => name.startsWith("arena-"))).toEqual([]);
    }
  });

  test(`${CLIENT_VERSIONS[1]} installs again, and nothing is started again`, async () => {
    const containers = async (): Promise<string[][]> => Promise.all(dockers.map(containersOf));
    const before = await containers();
    const first = await newestOperation(shown, "Two hosts");
    const said = await onPrem(arenas[1]!, "install", "--advertise-addr", CLUSTER_ADDRESS);
    expect(said).toContain("Stack 'arena' is up; all services running.");
    expect(await containers()).toEqual(before);
    // The panel shows both, each with every stage of both hosts.
    const second = await newestOperation(shown, "Two hosts");
    expect(second.id).not.toBe(first.id);
    for (const { id } of [first, second]) {
      const { hosts: told } = await followUntil(shown, id, "its hosts are ready", (operation) =>
        operation.hosts.every(({ state }) => state === "READY"),
      );
      expect(told.flatMap(({ stages }) => stages.filter(({ state }) => state !== "DONE"))).toEqual(
        told.flatMap(({ stages }) => stages.filter(({ name }) => name.startsWith("NVIDIA_"))),
      );
    }
  });

  test(`${CLIENT_VERSIONS[0]} takes it down: the services stay, and none of them runs`, async () => {
    await onPrem(arenas[0]!, "down");
    const services = await dockers[0]!.docker("stack", "services", "arena", "--format", "{{.Name}} {{.Replicas}}");
    expect(services.trim().split("\n").sort()).toEqual([
      "arena_ray-head 0/0",
      "arena_ray-worker 0/0",
      "arena_tunnel 0/0",
    ]);
    for (const docker of dockers)
      await waitFor("no container", 30_000, async () => (await containersOf(docker)).length === 0);
  });

  test(`${CLIENT_VERSIONS[1]} tears it down, and both hosts leave the Swarm`, async () => {
    const said = await onPrem(arenas[1]!, "teardown", "--leave-swarm");
    expect(said).toContain("Removing service arena_ray-head");
    for (const docker of dockers) {
      expect(await stateOf(docker)).toBe("inactive");
      expect(await containersOf(docker)).toEqual([]);
    }
  });
});
