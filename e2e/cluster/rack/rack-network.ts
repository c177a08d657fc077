import { randomBytes } from "node:crypto";
import { mustRun, runCommand } from "../../../api/test/bundle/run-command.ts";

/** A machine of its own: a network namespace with a cable to the switch. */
export interface Machine {
  readonly namespace: string;
  readonly address: string;
}

export interface RackNetwork {
  /** Where Arena's server and its gateway are. */
  readonly arena: Machine;
  readonly hosts: readonly Machine[];
  /** From now on no packet of WireGuard passes, either way; ssh and all else does. */
  cutTunnel(port: number): Promise<void>;
  healTunnel(): Promise<void>;
  dispose(): Promise<void>;
}

const NETWORK = "10.99.78";
const CUT = "arena_cut";

/** Arena's machine and so many hosts on one switch. Nothing of this machine's own network is touched. */
export async function makeRackNetwork(hostCount: number): Promise<RackNetwork> {
  const id = randomBytes(3).toString("hex");
  const made: string[] = [];
  const addNamespace = async (name: string): Promise<string> => {
    const namespace = `arena-${name}-${id}`;
    await mustRun("ip", ["netns", "add", namespace]);
    made.push(namespace);
    await mustRun("ip", ["-n", namespace, "link", "set", "lo", "up"]);
    return namespace;
  };
  const dispose = async (): Promise<void> => {
    for (const namespace of made.reverse()) await runCommand("ip", ["netns", "delete", namespace]);
  };
  try {
    const rackSwitch = await addNamespace("s");
    await mustRun("ip", ["-n", rackSwitch, "link", "add", "switch", "type", "bridge"]);
    await mustRun("ip", ["-n", rackSwitch, "link", "set", "switch", "up"]);
    const plugIn = async (name: string, last: number): Promise<Machine> => {
      const namespace = await addNamespace(name);
      const port = `p-${name}`;
      const cable = ["type", "veth", "peer", "name", port, "netns", rackSwitch];
      await mustRun("ip", ["-n", namespace, "link", "add", "eth0", ...cable]);
      await mustRun("ip", ["-n", rackSwitch, "link", "set", port, "master", "switch", "up"]);
      const address = `${NETWORK}.${last}`;
      await mustRun("ip", ["-n", namespace, "address", "add", `${address}/24`, "dev", "eth0"]);
      await mustRun("ip", ["-n", namespace, "link", "set", "eth0", "up"]);
      return { namespace, address };
    };
    const arena = await plugIn("a", 1);
    const hosts: Machine[] = [];
    for (let index = 0; index < hostCount; index += 1) {
      const host = await plugIn(`h${index + 1}`, 11 + index);
      await mustRun("ip", ["-n", host.namespace, "route", "add", "default", "via", arena.address]);
      hosts.push(host);
    }
    const inArena = (input: string): Promise<string> =>
      mustRun("nsenter", [`--net=/run/netns/${arena.namespace}`, "nft", "-f", "-"], { input });
    return {
      arena,
      hosts,
      cutTunnel: async (port) => {
        const chain = (hook: string, side: string): string =>
          `chain ${hook} { type filter hook ${hook} priority -10; udp ${side} ${port} drop; }`;
        await inArena(`table inet ${CUT} {\n${chain("input", "dport")}\n${chain("output", "sport")}\n}\n`);
      },
      healTunnel: async () => {
        await inArena(`delete table inet ${CUT}\n`);
      },
      dispose,
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}
