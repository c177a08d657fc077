import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";

const PACKAGES = ["wireguard-tools", "wireguard-go", "iproute2", "nftables", "iputils-ping"];
/** Another test may be installing at the same time. */
const WAIT = ["-o", "DPkg::Lock::Timeout=120"];
const PROGRAMS = ["wg", "wg-quick", "wireguard-go", "ip", "nft", "ping"];

/** Null where tunnels between network namespaces can be tried; else why not. Installs what is missing, as root on Debian. */
export function whyNoTunnels(): string | null {
  if (process.platform !== "linux") return "network namespaces are of Linux";
  if (process.getuid?.() !== 0) return "only root makes network namespaces";
  if (!existsSync("/dev/net/tun")) return "there is no /dev/net/tun";
  if (!PROGRAMS.every(isInstalled)) install();
  const missing = PROGRAMS.filter((program) => !isInstalled(program));
  if (missing.length > 0) return `${missing.join(", ")} cannot be installed`;
  return mayMakeNamespaces() ? null : "this machine does not let us make network namespaces";
}

const isInstalled = (program: string): boolean => succeeds("sh", ["-c", `command -v ${program}`]);

function install(): void {
  const isDone = (): boolean => succeeds("apt-get", [...WAIT, "install", "-y", "--no-install-recommends", ...PACKAGES]);
  if (isDone()) return;
  succeeds("apt-get", [...WAIT, "update"]);
  isDone();
}

function mayMakeNamespaces(): boolean {
  const name = `arena-try-${process.pid}`;
  return succeeds("ip", ["netns", "add", name]) && succeeds("ip", ["netns", "del", name]);
}

function succeeds(command: string, args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: "ignore", env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } });
    return true;
  } catch {
    return false;
  }
}
