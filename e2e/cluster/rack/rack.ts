import { chownSync, mkdirSync } from "node:fs";
import { createClient, type ArenaClient } from "@arena/sdk";
import path from "node:path";
import { makeTestImages, RAY_PROGRAMS } from "../../../api/test/bundle/test-images.ts";
import type { InstalledRay } from "../../../workflows/test/ray/installed-ray.ts";
import { makeOrganization } from "../../cli/people.ts";
import { startRealDocker, type RealDocker } from "../../cli/real-docker.ts";
import type { SshHost } from "../../cli/ssh-host.ts";
import { makeSshLab } from "../../cli/ssh-lab.ts";
import { freePort } from "../../../scripts/up/free-port.mjs";
import type { System } from "../../system.ts";
import { makeOwner } from "./owner.ts";
import { makeRackNetwork, type RackNetwork } from "./rack-network.ts";
import { makeRayImage } from "./ray-image.ts";
import { startSystemIn } from "./start-system-in.ts";

export const RAY_IMAGE = "test/ray:1";
const TUNNEL_IMAGE = "test/tunnel:1";

/** A server and real hosts, each with a network of its own; nothing of Arena is on the hosts yet. */
export interface Rack {
  readonly system: System;
  readonly client: ArenaClient;
  readonly projectId: string;
  readonly classId: string;
  readonly network: RackNetwork;
  readonly hosts: readonly SshHost[];
  readonly dockers: readonly RealDocker[];
  /** UDP, of the gateway. */
  readonly gatewayPort: number;
  /** As the mutation takes them. */
  readonly named: { readonly manager: string; readonly workers: string[] };
  /** What a registry would do. */
  loadRay(host: SshHost): Promise<void>;
  /** Of the class's agent, on the storage that the hosts share. */
  readonly home: string;
  stop(): Promise<void>;
}

export interface RackSettings {
  readonly hosts: number;
  /** Of the class. */
  readonly nodes: number;
  /** Of the server. */
  readonly environment?: Readonly<Record<string, string>>;
}

export async function makeRack(
  packages: string,
  ray: InstalledRay,
  { hosts: hostCount, nodes, environment: more = {} }: RackSettings,
): Promise<Rack> {
  const { own, stop } = makeOwner();
  try {
    const network = own(await makeRackNetwork(hostCount), (made) => made.dispose());
    const { namespace, address } = network.arena;
    const gatewayPort = await freePort();
    const environment = {
      ARENA_GATEWAY_HOST: address,
      ARENA_GATEWAY_PORT: String(gatewayPort),
      ARENA_RAY_IMAGE: RAY_IMAGE,
      ARENA_TUNNEL_IMAGE: TUNNEL_IMAGE,
      ARENA_RESOLVE_IMAGE: "never",
      ARENA_HEAD_WAIT_SECONDS: "180",
      ARENA_PROOF_WAIT_SECONDS: "120",
      ...more,
    };
    const system = await startSystemIn(namespace, environment, own);
    const { apiKey, projectId } = await makeOrganization(system, "ENTERPRISE", "MANAGER");
    const client = own(createClient({ url: system.address, apiKey }), (made) => made.close());
    await client.enableOnPrem();
    const shape = { nodes, cpus: 1, gpus: 0, memory: "2 GiB" };
    const { id: classId } = await client.createResourceClass({ name: "Rack", ...shape });
    const loginKey = await client.prepareClusterLogin({ id: classId });
    const lab = own(makeSshLab(packages, { authorizedKeys: `${loginKey}\n` }), (made) => made.stop());
    // What NFS is to real ones.
    const dataDirectory = path.join(lab.folder, "shared-data");
    mkdirSync(dataDirectory);
    chownSync(dataDirectory, 1000, 100);
    const images = own(await makeTestImages(), (made) => made.dispose());
    const rayImage = own(await makeRayImage(ray, RAY_PROGRAMS), (made) => made.dispose());
    const hosts: SshHost[] = [];
    const dockers: RealDocker[] = [];
    for (const [index, { namespace: hostNetwork, address: hostAddress }] of network.hosts.entries()) {
      const settings = { name: `rack-${index + 1}`, address: hostAddress, port: 22, hasRealDocker: true };
      const host = await lab.start({ ...settings, network: hostNetwork, dataDirectory });
      const docker = own(await startRealDocker(host, hostNetwork, lab.folder), (made) => made.stop());
      hosts.push(host);
      dockers.push(docker);
      await docker.docker("import", rayImage.archive, RAY_IMAGE);
      await docker.docker("import", images.tunnel, TUNNEL_IMAGE);
    }
    const [manager, ...workers] = hosts.map((host) => `ada@${host.address}`);
    const loadRay = async (host: SshHost): Promise<void> => {
      await dockers[hosts.indexOf(host)]!.docker("import", rayImage.archive, RAY_IMAGE);
    };
    const home = path.join(dataDirectory, "arena", "homes", "rack");
    const named = { manager: manager!, workers };
    return { system, client, projectId, classId, network, hosts, dockers, gatewayPort, named, home, loadRay, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
