import { randomBytes } from "node:crypto";
import { mustRun, runCommand } from "./run-command.ts";

export const CLUSTER_ADDRESS = "10.99.77.1";
export const GATEWAY_ADDRESS = "10.99.77.2";

export interface Namespaces {
  /** Where the cluster's Docker lives. */
  readonly cluster: string;
  /** Where Arena's gateway lives. */
  readonly gateway: string;
  dispose(): Promise<void>;
}

/** Two network namespaces with a cable between them: nothing of this machine's own network is touched. */
export async function makeNamespaces(): Promise<Namespaces> {
  const id = randomBytes(3).toString("hex");
  const cluster = `arena-c-${id}`;
  const gateway = `arena-g-${id}`;
  const ip = (...args: string[]): Promise<string> => mustRun("ip", args);
  await ip("netns", "add", cluster);
  await ip("netns", "add", gateway);
  await ip("link", "add", `vc${id}`, "netns", cluster, "type", "veth", "peer", "name", `vg${id}`, "netns", gateway);
  for (const [namespace, device, address] of [
    [cluster, `vc${id}`, CLUSTER_ADDRESS],
    [gateway, `vg${id}`, GATEWAY_ADDRESS],
  ] as const) {
    await ip("-n", namespace, "link", "set", "lo", "up");
    await ip("-n", namespace, "address", "add", `${address}/24`, "dev", device);
    await ip("-n", namespace, "link", "set", device, "up");
  }
  await ip("-n", cluster, "route", "add", "default", "via", GATEWAY_ADDRESS);
  const dispose = async (): Promise<void> => {
    for (const namespace of [cluster, gateway]) await runCommand("ip", ["netns", "delete", namespace]);
  };
  return { cluster, gateway, dispose };
}

/** Only the network is another: `ip netns exec` would hide the cgroups too. */
export const insideOf = (namespace: string, ...command: string[]): string[] => [
  `--net=/run/netns/${namespace}`,
  "--",
  ...command,
];
