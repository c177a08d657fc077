import { spawn } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { InterfaceRefused } from "./interface-refused.ts";
import { runCommand, systemPath } from "./run-command.ts";
import { until } from "./until.ts";

const TUN_DEVICE = "/dev/net/tun";
const STARTS_WITHIN_MS = 5_000;
const ENDS_WITHIN_MS = 2_000;
const INSTALL = "Install the packages wireguard-tools and wireguard-go, then start again.";

/**
 * WireGuard as a process of its own, for kernels that have none. It outlives us when we are killed, so that tunnels
 * stay up until the next start takes the interface over.
 */
export async function startWireguardGo(name: string, directory: string): Promise<void> {
  if (!existsSync(TUN_DEVICE))
    throw new InterfaceRefused(
      `The kernel has no WireGuard, and there is no ${TUN_DEVICE} for wireguard-go.`,
      `Load the kernel module wireguard or tun, or give the container the device ${TUN_DEVICE}.`,
    );
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const logPath = path.join(directory, "wireguard-go.log");
  const log = openSync(logPath, "w", 0o600);
  let ended: string | null = null;
  try {
    const child = spawn("wireguard-go", ["-f", name], {
      // The directory tells whose it is.
      env: { PATH: systemPath(), LOG_LEVEL: "error", ARENA_GATEWAY_DIRECTORY: directory },
      detached: true,
      stdio: ["ignore", log, log],
    });
    child.once("error", (error: NodeJS.ErrnoException) => (ended = error.code ?? error.message));
    child.once("exit", (code, signal) => (ended ??= `code ${code ?? signal}`));
    child.unref();
  } finally {
    closeSync(log);
  }
  const answers = async (): Promise<boolean> => ended !== null || (await answersAt(name));
  const isStarted = await until(answers, STARTS_WITHIN_MS);
  if (isStarted && ended === null) return;
  if (ended === "ENOENT")
    throw new InterfaceRefused("The kernel has no WireGuard, and wireguard-go is not installed.", INSTALL);
  await endWireguardGo(name);
  throw new InterfaceRefused(`wireguard-go does not start (${lastLine(logPath) ?? ended ?? "no answer"}).`, INSTALL);
}

export async function answersAt(name: string): Promise<boolean> {
  return runCommand("wg", ["show", name, "listen-port"]).then(
    () => true,
    () => false,
  );
}

/** Whoever started it: the name of an interface belongs to one installation. Also ends one that hangs. */
export async function endWireguardGo(name: string): Promise<void> {
  const isGone = async (): Promise<boolean> => processesOf(name).length === 0;
  if (!(await until(isGone, ENDS_WITHIN_MS))) {
    for (const pid of processesOf(name)) kill(pid);
    await until(isGone, ENDS_WITHIN_MS);
  }
  rmSync(`/var/run/wireguard/${name}.sock`, { force: true });
}

function processesOf(name: string): number[] {
  const pids = readdirSync("/proc").filter((entry) => /^\d+$/.test(entry));
  return pids.map(Number).filter((pid) => {
    const [command = "", ...args] = commandLineOf(pid);
    return path.basename(command) === "wireguard-go" && args.includes(name);
  });
}

/** Empty for a process that is gone, or waits to be reaped. */
function commandLineOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
  } catch {
    return [];
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

function lastLine(logPath: string): string | undefined {
  return readFileSync(logPath, "utf8").trim().split("\n").at(-1) || undefined;
}
