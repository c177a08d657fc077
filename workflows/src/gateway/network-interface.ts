import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { checkPortIsFree, checkRangeIsFree } from "./check-machine.ts";
import { InterfaceRefused } from "./interface-refused.ts";
import { CommandError, runCommand } from "./run-command.ts";
import type { TunnelRange } from "./tunnel-range.ts";
import { answersAt, endWireguardGo, startWireguardGo } from "./wireguard-go.ts";

export interface InterfacePlan {
  readonly name: string;
  readonly range: TunnelRange;
  readonly listenPort: number;
  /** For what wireguard-go writes. */
  readonly directory: string;
}

/** Makes the interface, or takes over what a killed predecessor left, with the range's first address and up. */
export async function ensureInterface(plan: InterfacePlan): Promise<"made" | "taken over"> {
  if (process.platform !== "linux")
    throw new InterfaceRefused("Only Linux makes WireGuard interfaces here.", "Run Arena's gateway on Linux.");
  try {
    await runCommand("wg", ["--version"]);
    const isThere = await isLeftOver(plan.name);
    if (!isThere) await makeInterface(plan);
    await setAddress(plan);
    await runCommand("ip", ["link", "set", "dev", plan.name, "up"]);
    return isThere ? "taken over" : "made";
  } catch (error) {
    // Half of an interface helps nobody, and would be taken for a whole one by the next attempt.
    await removeInterface(plan.name);
    throw refusedBy(error);
  }
}

export function isInterface(name: string): boolean {
  return existsSync(`/sys/class/net/${name}`);
}

/** Also what wireguard-go leaves when it was killed. Nothing happens when nothing is there. */
export async function removeInterface(name: string): Promise<void> {
  await runCommand("ip", ["link", "del", "dev", name]).catch(() => "");
  await endWireguardGo(name);
}

/**
 * One cluster must not reach another through us, also where the machine forwards packets for something else.
 * Answers with a sentence when that cannot be had.
 */
export function forbidForwarding(name: string): string | null {
  const setting = `/proc/sys/net/ipv4/conf/${name}/forwarding`;
  try {
    if (readFileSync(setting, "utf8").trim() !== "0") writeFileSync(setting, "0\n");
    return null;
  } catch (error) {
    return `Clusters may reach each other through this machine (${(error as Error).message}).`;
  }
}

async function isLeftOver(name: string): Promise<boolean> {
  const exists = await runCommand("ip", ["link", "show", "dev", name]).then(
    () => true,
    (error: unknown) => {
      if (error instanceof CommandError && error.isMissing) throw error;
      return false;
    },
  );
  if (exists && (await answersAt(name))) return true;
  if (exists) await removeInterface(name);
  return false;
}

async function makeInterface({ name, range, listenPort, directory }: InterfacePlan): Promise<void> {
  await checkRangeIsFree(range, name);
  await checkPortIsFree(listenPort);
  try {
    await runCommand("ip", ["link", "add", "dev", name, "type", "wireguard"]);
  } catch (error) {
    if (isNotPermitted(error)) throw error;
    await startWireguardGo(name, directory);
  }
}

async function setAddress({ name, range }: InterfacePlan): Promise<void> {
  const [shown] = JSON.parse(await runCommand("ip", ["-json", "-4", "address", "show", "dev", name])) as {
    addr_info?: { local: string; prefixlen: number }[];
  }[];
  const wanted = `${range.gatewayAddress}/${range.prefixLength}`;
  for (const { local, prefixlen } of shown?.addr_info ?? []) {
    const found = `${local}/${prefixlen}`;
    if (found !== wanted) await runCommand("ip", ["address", "del", found, "dev", name]);
  }
  await runCommand("ip", ["address", "replace", wanted, "dev", name]);
}

const isNotPermitted = (error: unknown): boolean =>
  error instanceof CommandError && /not permitted|permission denied/i.test(error.message);

function refusedBy(error: unknown): InterfaceRefused {
  if (error instanceof InterfaceRefused) return error;
  if (isNotPermitted(error))
    return new InterfaceRefused(
      "This user may not make a network interface.",
      "Start Arena as root or with CAP_NET_ADMIN, or apply the file yourself with wg syncconf.",
    );
  if (error instanceof CommandError && error.isMissing)
    return new InterfaceRefused(
      `The program ${error.message.split(" ")[0]} is not installed.`,
      "Install the packages iproute2, nftables, wireguard-tools and wireguard-go, then start again.",
    );
  return new InterfaceRefused(`The interface cannot be made (${(error as Error).message}).`, "It is tried again.");
}
