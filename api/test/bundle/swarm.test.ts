import { chmodSync, chownSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { BundleInput } from "../../src/bundle/bundle-input.ts";
import { startDocker, type DockerDaemon } from "./docker-daemon.ts";
import { CLUSTER_ADDRESS, GATEWAY_ADDRESS, makeNamespaces } from "./network-namespaces.ts";
import { realPayload } from "./real-payload.ts";
import { mustRun, runCommand, type CommandResult } from "./run-command.ts";
import { keyOf, sampleInput } from "./sample-input.ts";
import { whyNoSwarm } from "./swarm-prerequisites.ts";
import { makeTestImages } from "./test-images.ts";
import { unpackBundle } from "./unpack-bundle.ts";
import { waitFor } from "./wait-for.ts";
import { startGateway, wireguardKey, type WireguardGateway } from "./wireguard-gateway.ts";

const SETUP_MS = 300_000;
const TEST_MS = 300_000;
const reason = await whyNoSwarm();
if (reason !== null) console.log(`no real Swarm is tried: ${reason}`);

describe.skipIf(reason !== null)("the stack on a real Docker Swarm", () => {
  const undo: (() => Promise<void> | void)[] = [];
  let docker: DockerDaemon;
  let gateway: WireguardGateway;
  let input: BundleInput;
  let root: string;

  const script = (name: string, ...args: string[]): Promise<CommandResult> =>
    runCommand("bash", [join(root, name), ...args], {
      env: {
        ...docker.environment,
        TOKENS_FILE: join(root, "tokens"),
        ARENA_HEAD_WAIT_SECONDS: "120",
        ARENA_RESOLVE_IMAGE: "never",
      },
      timeoutMs: 240_000,
    });
  /** As the published client asks. */
  const services = (): Promise<string> =>
    docker.docker("stack", "services", "arena", "--format", "{{.Name}}\t{{.Replicas}}");
  const state = async (): Promise<string> =>
    `${(await docker.tryDocker("stack", "ps", "arena", "--no-trunc")).stdout}\n${(await logsOf("ray-head")) + (await logsOf("tunnel"))}\n${docker.log()}`;
  const logsOf = async (service: string): Promise<string> => {
    const done = await docker.tryDocker("service", "logs", "--tail", "30", `arena_${service}`);
    return done.stdout + done.stderr;
  };
  const containersOf = async (service: string): Promise<string[]> =>
    (await docker.docker("ps", "-q", "--filter", `label=com.docker.swarm.service.name=arena_${service}`))
      .split("\n")
      .filter(Boolean);
  const inside = async (service: string, command: string): Promise<string> => {
    const [container] = await containersOf(service);
    return docker.docker("exec", container ?? service, "bash", "-c", command);
  };

  beforeAll(async () => {
    const data = mkdtempSync(join(tmpdir(), "arena-opt-data-"));
    chownSync(data, 1000, 100);
    chmodSync(data, 0o775);
    undo.push(() => rmSync(data, { recursive: true, force: true }));
    const [payload, images, namespaces] = [await realPayload(), await makeTestImages(), await makeNamespaces()];
    undo.push(
      () => payload.dispose(),
      () => images.dispose(),
      () => namespaces.dispose(),
    );
    docker = await startDocker(namespaces.cluster);
    undo.push(() => docker.dispose());
    await docker.docker("import", images.ray, "test/ray:1");
    await docker.docker("import", images.tunnel, "test/tunnel:1");
    const [ours, theirs] = [await wireguardKey(), await wireguardKey()];
    const sample = sampleInput(payload, { nodes: 2, cpus: 1, memoryBytes: 512 * 1024 ** 2 });
    input = {
      ...sample,
      className: "Robots $(touch /tmp/x) ${HOME} `id`",
      keys: { ...sample.keys, ...theirs, presharedKey: keyOf("preshared") },
      gateway: { publicKey: ours.publicKey, host: GATEWAY_ADDRESS, port: 51_999, tunnelAddress: "172.24.0.1" },
      rayImage: "test/ray:1",
      tunnelImage: "test/tunnel:1",
    };
    gateway = await startGateway(namespaces.gateway, {
      ...{ privateKey: ours.privateKey, port: 51_999, address: "172.24.0.1", apiPort: input.apiPort },
      peer: {
        publicKey: theirs.publicKey,
        presharedKey: input.keys.presharedKey,
        tunnelAddress: input.keys.tunnelAddress,
      },
    });
    undo.push(() => gateway.dispose());
    const bundle = await unpackBundle(input, "dockerSwarm");
    undo.push(() => bundle.dispose());
    root = bundle.root;
    const stack = join(root, "arena-stack.yaml");
    writeFileSync(stack, readFileSync(stack, "utf8").replace("device: /opt/data", `device: ${data}`));
  }, SETUP_MS);

  afterAll(async () => {
    for (const one of undo.reverse()) await one();
  }, SETUP_MS);

  test(
    "a Swarm is made once, and its token is the owner's alone",
    async () => {
      for (const _time of [1, 2]) {
        const made = await script("init-docker-swarm.sh", "localhost", CLUSTER_ADDRESS);
        expect(made, made.stderr).toMatchObject({ code: 0 });
      }
      const tokens = readFileSync(join(root, "tokens"), "utf8");
      expect(tokens).toMatch(/^SWARM_MANAGER_ADDRESS=10\.99\.77\.1:2377\nSWARM_WORKER_TOKEN=SWMTKN-\S+\n$/);
      expect(statSync(join(root, "tokens")).mode & 0o777).toBe(0o600);
    },
    TEST_MS,
  );

  test(
    "the manager, joined as a worker, stays as it is",
    async () => {
      const joined = await script("join-docker-swarm.sh", "--tokens-file", join(root, "tokens"), "localhost");
      expect(joined, joined.stderr).toMatchObject({ code: 0 });
      expect(joined.stdout).toContain("in the Swarm already");
    },
    TEST_MS,
  );

  test(
    "nodes are labelled with their GPUs",
    async () => {
      const labelled = await script("label-docker-swarm-gpus.sh", "localhost");
      expect(labelled, labelled.stderr).toMatchObject({ code: 0 });
      const labels = await docker.docker("node", "inspect", "self", "--format", "{{json .Spec.Labels}}");
      expect(JSON.parse(labels)).toEqual({ "arena.gpu": "false", "arena.gpus": "0" });
    },
    TEST_MS,
  );

  test(
    "every service comes up, as the published client counts",
    async () => {
      const deployed = await script("deploy-arena-stack.sh", "localhost");
      expect(deployed, `${deployed.stdout}${deployed.stderr}${deployed.code === 0 ? "" : await state()}`).toMatchObject(
        { code: 0 },
      );
      const ready = "arena_ray-head\t1/1\narena_ray-worker\t2/2\narena_tunnel\t1/1\n";
      await waitFor(
        "the services",
        120_000,
        async () => (await services()).trim().split("\n").sort().join("\n") + "\n" === ready,
        async () => `${await services()}${await state()}`,
      );
    },
    TEST_MS,
  );

  test(
    "/opt/data is one directory for head and workers, and has the programs",
    async () => {
      await inside("ray-head", "echo from the head >/opt/data/arena/note");
      const workers = await containersOf("ray-worker");
      expect(workers).toHaveLength(2);
      for (const worker of workers)
        expect(await docker.docker("exec", worker, "cat", "/opt/data/arena/note")).toBe("from the head\n");
      expect(await inside("ray-head", `/opt/data/arena/${input.version}/node --version`)).toBe(`${process.version}\n`);
    },
    TEST_MS,
  );

  test(
    "the agent reaches the api through the tunnel, with its token",
    async () => {
      const asked = `/agent Bearer ${input.keys.agentToken}`;
      await waitFor("the agent's request", 60_000, () => gateway.requests().includes(asked), state);
      const fetched = `/opt/data/arena/${input.version}/node -e 'fetch("http://tunnel:${input.apiPort}/by-hand").then((r) => r.text()).then(console.log)'`;
      expect(await inside("ray-head", fetched)).toContain("through the tunnel");
      expect(Date.now() / 1000 - (await gateway.handshakeAt())).toBeLessThan(180);
    },
    TEST_MS,
  );

  test(
    "secrets are in files of their owner, and in no environment, argument or definition",
    async () => {
      expect(await inside("ray-head", "ls -ln /run/secrets")).toMatch(
        /-r-------- +1 1000 +100 .* agent-token\n-r-------- +1 1000 +100 .* ray-auth-token/,
      );
      expect(await inside("tunnel", "ls -ln /etc/wireguard/tun0.conf")).toMatch(/^-r-------- +1 0 +0 /);
      const definitions = await docker.docker(
        "service",
        "inspect",
        "arena_ray-head",
        "arena_ray-worker",
        "arena_tunnel",
      );
      const processes = await inside(
        "ray-head",
        "cat /proc/[0-9]*/environ /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' '\\n'; true",
      );
      for (const secret of [input.keys.agentToken, input.keys.privateKey, input.keys.presharedKey]) {
        expect(definitions).not.toContain(secret);
        expect(processes).not.toContain(secret);
      }
    },
    TEST_MS,
  );

  test(
    "names that look like a shell's stay names, limits are the class's",
    async () => {
      const labels = await docker.docker("service", "inspect", "arena_ray-worker", "--format", "{{json .Spec.Labels}}");
      expect((JSON.parse(labels) as Record<string, string>)["arena.class"]).toBe(input.className);
      const resources = await docker.docker(
        "service",
        "inspect",
        "arena_ray-worker",
        "--format",
        "{{json .Spec.TaskTemplate.Resources.Limits}}",
      );
      expect(JSON.parse(resources)).toEqual({ NanoCPUs: 1e9, MemoryBytes: 512 * 1024 ** 2 });
      const arguments_ = await docker.docker(
        "exec",
        (await containersOf("ray-worker"))[0]!,
        "cat",
        "/tmp/ray-arguments",
      );
      expect(arguments_).toContain("--address=ray-head:6379 --block --disable-usage-stats --num-cpus=1 --num-gpus=0");
    },
    TEST_MS,
  );

  test(
    "deployed again, nothing is started again",
    async () => {
      const before = await docker.docker("ps", "-q", "--no-trunc");
      const again = await script("deploy-arena-stack.sh", "localhost");
      expect(again, again.stderr).toMatchObject({ code: 0 });
      expect(again.stdout).toContain("is there already");
      expect((await docker.docker("ps", "-q", "--no-trunc")).split("\n").sort()).toEqual(before.split("\n").sort());
    },
    TEST_MS,
  );

  test(
    "an agent that dies is started again",
    async () => {
      const before = await inside("ray-head", "cat /tmp/arena-agent.pid");
      await inside("ray-head", `kill -9 ${before.trim()}`);
      await waitFor(
        "another agent",
        30_000,
        async () =>
          (await inside("ray-head", "cat /tmp/arena-agent.pid 2>/dev/null || true")).trim() !== before.trim() &&
          (await inside("ray-head", "/bin/bash /arena/health.sh head && echo well || true")) === "well\n",
        state,
      );
    },
    TEST_MS,
  );

  test(
    "taken down by the client's command, the stack stays with nothing running; then it is removed",
    async () => {
      await mustRun(
        "docker",
        ["service", "scale", "--detach", "arena_ray-head=0", "arena_ray-worker=0", "arena_tunnel=0"],
        { env: docker.environment },
      );
      await waitFor("no container", 60_000, async () => (await docker.docker("ps", "-q")).trim() === "", state);
      expect(await services()).toMatch(/0\/0/);
      await docker.docker("stack", "rm", "arena");
      await waitFor("no service", 30_000, async () => (await docker.docker("service", "ls", "-q")).trim() === "");
    },
    TEST_MS,
  );
});
