import { accessSync, existsSync } from "node:fs";
import { mustRun, runCommand } from "./run-command.ts";

const PACKAGES: Readonly<Record<string, string>> = {
  dockerd: "docker.io",
  "wireguard-go": "wireguard-go",
  wg: "wireguard-tools",
  ip: "iproute2",
  iptables: "iptables",
  nsenter: "util-linux",
};

/** Installs what a real Swarm needs; null, or why there can be none here. */
export async function whyNoSwarm(): Promise<string | null> {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return "a Docker Engine of its own needs root on Linux";
  if (!canReach("/dev/net/tun")) return "there is no /dev/net/tun, which wireguard-go needs";
  if (!existsSync("/sys/fs/cgroup")) return "there are no control groups";
  const missing: string[] = [];
  for (const [program, name] of Object.entries(PACKAGES))
    if ((await runCommand("bash", ["-c", `type -P ${program}`])).code !== 0) missing.push(name);
  if (missing.length === 0) return null;
  if (!existsSync("/usr/bin/apt-get")) return `${missing.join(", ")} are missing, and there is no apt-get`;
  return installPackages(missing);
}

async function installPackages(names: readonly string[]): Promise<string | null> {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  try {
    await mustRun("apt-get", ["update", "-qq"], { env });
    await mustRun("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...names], {
      env,
      timeoutMs: 300_000,
    });
    return null;
  } catch (error) {
    return `${names.join(", ")} cannot be installed: ${(error as Error).message.slice(-300)}`;
  }
}

function canReach(path: string): boolean {
  try {
    accessSync(path);
    return true;
  } catch {
    return false;
  }
}
