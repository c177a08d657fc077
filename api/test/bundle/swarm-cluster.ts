import { chmodSync, chownSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BundleInput } from "../../src/bundle/bundle-input.ts";
import { startDocker, type DockerDaemon } from "./docker-daemon.ts";
import { GATEWAY_ADDRESS, makeNamespaces } from "./network-namespaces.ts";
import { realPayload } from "./real-payload.ts";
import { runCommand, type CommandResult } from "./run-command.ts";
import { keyOf, sampleInput } from "./sample-input.ts";
import { makeTestImages } from "./test-images.ts";
import { unpackBundle } from "./unpack-bundle.ts";
import { waitFor } from "./wait-for.ts";
import { startGateway, wireguardKey, type WireguardGateway } from "./wireguard-gateway.ts";

const GATEWAY_PORT = 51_999;
const MIB = 1024 ** 2;

export interface SwarmCluster {
  readonly docker: DockerDaemon;
  readonly gateway: WireguardGateway;
  readonly input: BundleInput;
  /** Where the bundle is unpacked whose scripts are run. */
  readonly root: string;
  script(name: string, ...args: string[]): Promise<CommandResult>;
  /** Another bundle takes the first one's place; its peer is let in beside the other. */
  useBundle(changes: Partial<BundleInput>): Promise<void>;
  /** As the published client asks. */
  services(): Promise<string>;
  waitUntilReady(): Promise<void>;
  containersOf(service: string): Promise<string[]>;
  inside(service: string, command: string): Promise<string>;
  describe(): Promise<string>;
  dispose(): Promise<void>;
}

const READY = ["arena_ray-head\t1/1", "arena_ray-worker\t2/2", "arena_tunnel\t1/1"].join("\n");

/** A Docker Engine with images, Arena's end of the tunnel, and a bundle for both. */
export async function makeSwarmCluster(): Promise<SwarmCluster> {
  const undo: (() => Promise<void> | void)[] = [];
  const dispose = async (): Promise<void> => {
    for (const one of undo.reverse()) await one();
  };
  try {
    return await build(undo, dispose);
  } catch (error) {
    await dispose();
    throw error;
  }
}

async function build(undo: (() => Promise<void> | void)[], dispose: () => Promise<void>): Promise<SwarmCluster> {
  const data = makeDataDirectory();
  undo.push(() => rmSync(data, { recursive: true, force: true }));
  const payload = await realPayload();
  undo.push(() => payload.dispose());
  const images = await makeTestImages();
  undo.push(() => images.dispose());
  const namespaces = await makeNamespaces();
  undo.push(() => namespaces.dispose());
  const docker = await startDocker(namespaces.cluster);
  undo.push(() => docker.dispose());
  await docker.docker("import", images.ray, "test/ray:1");
  await docker.docker("import", images.tunnel, "test/tunnel:1");
  const [ours, theirs] = [await wireguardKey(), await wireguardKey()];
  const gatewaySettings = {
    publicKey: ours.publicKey,
    host: GATEWAY_ADDRESS,
    port: GATEWAY_PORT,
    tunnelAddress: "172.24.0.1",
  };
  const sample = sampleInput(payload, { nodes: 2, cpus: 1, memoryBytes: 512 * MIB, gateway: gatewaySettings });
  const input: BundleInput = {
    ...sample,
    className: "Robots $(touch /tmp/x) ${HOME} `id`",
    keys: { ...sample.keys, ...theirs, presharedKey: keyOf("preshared") },
    ...{ rayImage: "test/ray:1", tunnelImage: "test/tunnel:1" },
  };
  const gateway = await startGateway(namespaces.gateway, {
    ...{ privateKey: ours.privateKey, port: GATEWAY_PORT, address: gatewaySettings.tunnelAddress },
    ...{ apiPort: input.apiPort, peer: input.keys },
  });
  undo.push(() => gateway.dispose());
  const unpack = async (of: BundleInput): Promise<string> => {
    const bundle = await unpackBundle(of, "dockerSwarm");
    undo.push(() => bundle.dispose());
    keepDataIn(data, join(bundle.root, "arena-stack.yaml"));
    return bundle.root;
  };
  return clusterOf({ docker, gateway, unpack, dispose, input, root: await unpack(input) });
}

/** It belongs to the user of Ray's images, as install-docker.sh makes it. */
function makeDataDirectory(): string {
  const data = mkdtempSync(join(tmpdir(), "arena-opt-data-"));
  chownSync(data, 1000, 100);
  chmodSync(data, 0o775);
  return data;
}

function keepDataIn(data: string, stack: string): void {
  writeFileSync(stack, readFileSync(stack, "utf8").replace("device: /opt/data", `device: ${data}`));
}

interface Parts extends Pick<SwarmCluster, "docker" | "gateway" | "dispose"> {
  input: BundleInput;
  root: string;
  readonly unpack: (input: BundleInput) => Promise<string>;
}

function clusterOf(parts: Parts): SwarmCluster {
  const { docker, gateway } = parts;
  const services = (): Promise<string> =>
    docker.docker("stack", "services", "arena", "--format", "{{.Name}}\t{{.Replicas}}");
  const logsOf = async (service: string): Promise<string> => {
    const done = await docker.tryDocker("service", "logs", "--tail", "30", `arena_${service}`);
    return done.stdout + done.stderr;
  };
  const describe = async (): Promise<string> => {
    const tasks = (await docker.tryDocker("stack", "ps", "arena", "--no-trunc")).stdout;
    return [tasks, await logsOf("ray-head"), await logsOf("tunnel"), docker.log()].join("\n");
  };
  const containersOf = async (service: string): Promise<string[]> => {
    const label = `label=com.docker.swarm.service.name=arena_${service}`;
    return (await docker.docker("ps", "-q", "--filter", label)).split("\n").filter(Boolean);
  };
  return {
    ...{ docker, gateway, services, describe, containersOf, dispose: parts.dispose },
    get input() {
      return parts.input;
    },
    get root() {
      return parts.root;
    },
    script: (name, ...args) =>
      runCommand("bash", [join(parts.root, name), ...args], {
        env: {
          ...docker.environment,
          ...{
            TOKENS_FILE: join(parts.root, "tokens"),
            ARENA_REPORT: "off",
            ARENA_HEAD_WAIT_SECONDS: "120",
            ARENA_RESOLVE_IMAGE: "never",
          },
        },
        timeoutMs: 240_000,
      }),
    useBundle: async (changes) => {
      parts.input = { ...parts.input, ...changes };
      parts.root = await parts.unpack(parts.input);
      await gateway.letIn(parts.input.keys);
    },
    waitUntilReady: async () => {
      const isReady = async (): Promise<boolean> => (await services()).trim().split("\n").sort().join("\n") === READY;
      await waitFor("the services", 150_000, isReady, async () => `${await services()}${await describe()}`);
    },
    inside: async (service, command) => {
      const [container] = await containersOf(service);
      return docker.docker("exec", container ?? service, "bash", "-c", command);
    },
  };
}
