import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CLUSTER_ADDRESS } from "./network-namespaces.ts";
import { keyOf } from "./sample-input.ts";
import { makeSwarmCluster, type SwarmCluster } from "./swarm-cluster.ts";
import { whyNoSwarm } from "./swarm-prerequisites.ts";
import { waitFor } from "./wait-for.ts";
import { wireguardKey } from "./wireguard-gateway.ts";

const LIMIT_MS = 300_000;
const reason = await whyNoSwarm();
if (reason !== null) console.log(`no real Swarm is tried: ${reason}`);

describe.skipIf(reason !== null)("the stack on a real Docker Swarm", { timeout: LIMIT_MS }, () => {
  let cluster: SwarmCluster;
  beforeAll(async () => {
    cluster = await makeSwarmCluster();
  }, LIMIT_MS);
  afterAll(() => cluster?.dispose(), LIMIT_MS);

  const succeed = async (name: string, ...args: string[]): Promise<string> => {
    const done = await cluster.script(name, ...args);
    if (done.code !== 0)
      throw new Error(`${name}: ${done.code}\n${done.stdout}${done.stderr}${await cluster.describe()}`);
    return done.stdout;
  };
  const inspect = async (service: string, what: string): Promise<unknown> =>
    JSON.parse(await cluster.docker.docker("service", "inspect", `arena_${service}`, "--format", `{{json ${what}}}`));
  const agentReaches = (): Promise<unknown> =>
    waitFor(
      "the agent's request",
      60_000,
      () => cluster.gateway.requests().includes(`/agent Bearer ${cluster.input.keys.agentToken}`),
      cluster.describe,
    );

  test("a Swarm is made once, and its token is the owner's alone", async () => {
    for (const _time of [1, 2]) await succeed("init-docker-swarm.sh", "localhost", CLUSTER_ADDRESS);
    const tokens = join(cluster.root, "tokens");
    expect(readFileSync(tokens, "utf8")).toMatch(
      /^SWARM_MANAGER_ADDRESS=10\.99\.77\.1:2377\nSWARM_WORKER_TOKEN=SWMTKN-\S+\n$/,
    );
    expect(statSync(tokens).mode & 0o777).toBe(0o600);
  });

  test("the manager, joined as a worker, stays as it is", async () => {
    const said = await succeed("join-docker-swarm.sh", "--tokens-file", join(cluster.root, "tokens"), "localhost");
    expect(said).toContain("in the Swarm already");
  });

  test("nodes are labelled with their GPUs", async () => {
    await succeed("label-docker-swarm-gpus.sh", "localhost");
    const labels = await cluster.docker.docker("node", "inspect", "self", "--format", "{{json .Spec.Labels}}");
    expect(JSON.parse(labels)).toEqual({ "arena.gpu": "false", "arena.gpus": "0" });
  });

  test("every service comes up, as the published client counts", async () => {
    await succeed("deploy-arena-stack.sh", "localhost");
    await cluster.waitUntilReady();
  });

  test("/opt/data is one directory for head and workers, and has the programs", async () => {
    await cluster.inside("ray-head", "echo from the head >/opt/data/arena/note");
    const workers = await cluster.containersOf("ray-worker");
    expect(workers).toHaveLength(2);
    for (const worker of workers)
      expect(await cluster.docker.docker("exec", worker, "cat", "/opt/data/arena/note")).toBe("from the head\n");
    const version = await cluster.inside("ray-head", `/opt/data/arena/${cluster.input.version}/node --version`);
    expect(version).toBe(`${process.version}\n`);
  });

  test("the agent reaches the api through the tunnel, with its token", async () => {
    await agentReaches();
    const { version, apiPort } = cluster.input;
    const fetched = `fetch("http://tunnel:${apiPort}/by-hand").then((r) => r.text()).then(console.log)`;
    const answer = await cluster.inside("ray-head", `/opt/data/arena/${version}/node -e '${fetched}'`);
    expect(answer).toContain("through the tunnel");
    const handshakeAt = await cluster.gateway.handshakeAt(cluster.input.keys.publicKey);
    expect(Date.now() / 1000 - handshakeAt).toBeLessThan(180);
  });

  test("secrets are in files of their owner, and in no environment, argument or definition", async () => {
    expect(await cluster.inside("ray-head", "ls -ln /run/secrets")).toMatch(
      /-r-------- +1 1000 +100 .* agent-token\n-r-------- +1 1000 +100 .* ray-auth-token/,
    );
    expect(await cluster.inside("tunnel", "ls -ln /etc/wireguard/tun0.conf")).toMatch(/^-r-------- +1 0 +0 /);
    const names = ["arena_ray-head", "arena_ray-worker", "arena_tunnel"];
    const definitions = await cluster.docker.docker("service", "inspect", ...names);
    const processes = await cluster.inside(
      "ray-head",
      "cat /proc/[0-9]*/environ /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' '\\n'; true",
    );
    expect(processes).toContain("start-agent.mjs");
    const { agentToken, privateKey, presharedKey } = cluster.input.keys;
    for (const secret of [agentToken, privateKey, presharedKey]) {
      expect(definitions).not.toContain(secret);
      expect(processes).not.toContain(secret);
    }
  });

  test("names that look like a shell's stay names, limits are the class's", async () => {
    expect(await inspect("ray-worker", ".Spec.Labels")).toMatchObject({ "arena.class": cluster.input.className });
    const limits = { NanoCPUs: 1e9, MemoryBytes: 512 * 1024 ** 2 };
    expect(await inspect("ray-worker", ".Spec.TaskTemplate.Resources.Limits")).toEqual(limits);
    const [worker] = await cluster.containersOf("ray-worker");
    const said = await cluster.docker.docker("exec", worker!, "cat", "/tmp/ray-arguments");
    expect(said).toMatch(
      /^start --address=ray-head:6379 --block --disable-usage-stats --node-ip-address=[\d.]+ --num-cpus=1 --num-gpus=0$/m,
    );
  });

  test("deployed again, nothing is started again", async () => {
    const containers = async (): Promise<string[]> =>
      (await cluster.docker.docker("ps", "-q", "--no-trunc")).split("\n").sort();
    const before = await containers();
    expect(await succeed("deploy-arena-stack.sh", "localhost")).toContain("is there already");
    expect(await containers()).toEqual(before);
  });

  test("an agent that dies is started again", async () => {
    const agent = async (): Promise<string> =>
      (await cluster.inside("ray-head", "cat /tmp/arena-agent.pid || true")).trim();
    const before = await agent();
    await cluster.inside("ray-head", `kill -9 ${before}`);
    const isWell = async (): Promise<boolean> =>
      (await cluster.inside("ray-head", "/bin/bash /arena/health.sh head && echo well || true")) === "well\n";
    await waitFor("another agent", 30_000, async () => (await agent()) !== before && isWell(), cluster.describe);
  });

  test("other keys and another version take the place of the first ones", async () => {
    const key = await wireguardKey();
    await cluster.useBundle({
      version: "0.2.0",
      keys: {
        ...key,
        presharedKey: keyOf("other"),
        agentToken: "arena_agent_of_the_second",
        tunnelAddress: "172.24.0.3",
      },
    });
    await succeed("deploy-arena-stack.sh", "localhost");
    await cluster.waitUntilReady();
    await agentReaches();
    expect(await cluster.inside("ray-head", "ls /opt/data/arena/0.2.0")).toContain("agent.mjs");
  });

  test("taken down by the client's command, the stack stays with nothing running; then it is removed", async () => {
    const services = ["ray-head", "ray-worker", "tunnel"].map((name) => `arena_${name}=0`);
    await cluster.docker.docker("service", "scale", "--detach", ...services);
    const containers = (): Promise<string> => cluster.docker.docker("ps", "-q");
    await waitFor("no container", 60_000, async () => (await containers()).trim() === "", cluster.describe);
    expect(await cluster.services()).toMatch(/0\/0/);
    await cluster.docker.docker("stack", "rm", "arena");
    const listed = (): Promise<string> => cluster.docker.docker("service", "ls", "-q");
    await waitFor("no service", 30_000, async () => (await listed()).trim() === "");
  });
});
