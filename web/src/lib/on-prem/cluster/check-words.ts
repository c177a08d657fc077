import type { Check, Outcome } from "./sdk-cluster.ts";

const NAMES: Readonly<Record<string, string>> = {
  SSH: "Login by ssh",
  SUDO: "Root rights",
  OS: "Operating system",
  KERNEL: "Kernel",
  KERNEL_MODULES: "Kernel modules",
  ARCHITECTURE: "Architecture",
  CPUS: "CPUs",
  MEMORY: "Memory",
  CGROUPS: "Control groups",
  SERVICE_MANAGER: "Service manager",
  USER_LIMITS: "User limits",
  MACHINE: "Machine of its own",
  CLOCK_SKEW: "Clock",
  TIME_SYNC: "Time synchronization",
  TIME_ZONE: "Time zone of logs",
  NAME_RESOLUTION: "Name resolution",
  OUTBOUND: "Way to the gateway",
  MTU: "MTU",
  PORTS_FREE: "Free ports",
  PORTS_REACHABLE: "Ports between hosts",
  FIREWALL: "Firewall",
  TUNNEL_DEVICE: "Tunnel device",
  DOCKER: "Docker Engine",
  DOCKER_VERSION: "Version of Docker",
  DOCKER_SPACE: "Disk for Docker",
  SWARM: "Other Swarm",
  LEFTOVER_STACK: "Leftover stack",
  REGISTRY_REACH: "Image registries",
  GPUS: "GPUs",
  GPU_DRIVER: "GPU driver",
  CONTAINER_TOOLKIT: "NVIDIA container toolkit",
  DISK_SPACE: "Disk space",
  DISK_SPEED: "Speed of the disk",
  STORAGE_PATH: "Storage path",
  SHARED_STORAGE: "Shared storage",
  NFS_REACH: "NFS server",
  HELM: "Helm",
  KUBECTL: "kubectl",
  API_SERVER: "API server",
  API_VERSION: "Version of Kubernetes",
  POD_SECURITY: "Pod security",
  NODE_CPUS: "CPUs of nodes",
  NODE_MEMORY: "Memory of nodes",
  GPU_PLUGIN: "GPU device plugin",
  NODE_GPUS: "GPUs of nodes",
  NODE_SYSTEM: "Nodes’ system",
  WIREGUARD_HANDSHAKE: "WireGuard handshake is fresh",
  AGENT: "Agent is registered",
  TUNNEL_ECHO: "Bytes cross the tunnel",
  PATH_MTU: "Path MTU",
  RAY_NODES: "Ray lists every node with its resources",
  NODE_TASKS: "A task ran on each node",
};

/** One that this page does not know yet is read from its own name: DISK_QUOTA is Disk quota. */
export function checkName(name: string): string {
  const words = name.toLowerCase().replaceAll("_", " ");
  return NAMES[name] ?? words.charAt(0).toUpperCase() + words.slice(1);
}

const OUTCOMES: Readonly<Record<Outcome, string>> = {
  PASSED: "Passed",
  WARNING: "Warning",
  FAILED: "Failed",
  SKIPPED: "Not looked at",
};
export const outcomeWord = (outcome: Outcome): string => OUTCOMES[outcome];

export interface SortedChecks {
  /** Failed first, then warnings: what somebody may have to do something about. */
  readonly open: readonly Check[];
  /** Passed, then those that were not looked at. */
  readonly folded: readonly Check[];
}
export function sortChecks(checks: readonly Check[]): SortedChecks {
  const having = (outcome: Outcome): readonly Check[] => checks.filter((check) => check.outcome === outcome);
  return {
    open: [...having("FAILED"), ...having("WARNING")],
    folded: [...having("PASSED"), ...having("SKIPPED")],
  };
}

/** "2 failed, 1 warning, 33 passed, 1 not looked at"; of none, that nothing was looked at. */
export function countChecks(checks: readonly Check[]): string {
  const count = (outcome: Outcome): number => checks.filter((check) => check.outcome === outcome).length;
  const [failed, warnings, passed, skipped] = [count("FAILED"), count("WARNING"), count("PASSED"), count("SKIPPED")];
  const parts = [
    failed > 0 ? `${failed} failed` : null,
    warnings > 0 ? `${warnings} ${warnings === 1 ? "warning" : "warnings"}` : null,
    passed > 0 ? `${passed} passed` : null,
    skipped > 0 ? `${skipped} not looked at` : null,
  ].filter((part) => part !== null);
  return parts.length === 0 ? "nothing was looked at" : parts.join(", ");
}

/** A remedy that ends in a command: the words before it, and the command to copy. */
export interface Remedy {
  readonly words: string;
  readonly command: string | null;
}
const PROGRAMS =
  "apt-get|chown|chmod|docker|echo|hostnamectl|ip|helm|journalctl|kubectl|mkdir|modprobe|mount|printf|ss|ssh|ssh-keyscan|sudo|systemctl|timedatectl|ufw|firewall-cmd|usermod|swapoff|sysctl|iptables|nft";
const COMMAND = new RegExp(`^(.*?): ((?:${PROGRAMS})\\s.+)$`, "s");
/** Something to be filled in, or a sentence that goes on: as it stands, it is no command. */
const NO_COMMAND = /<[a-z][^>]*>|[.)]$|, /;
const ON_MANAGER = / on the manager\.?$/;

export function readRemedy(remedy: string): Remedy {
  const [, words, rest] = COMMAND.exec(remedy) ?? [];
  if (words === undefined || rest === undefined) return { words: remedy, command: null };
  const command = rest.replace(ON_MANAGER, "");
  if (NO_COMMAND.test(command)) return { words: remedy, command: null };
  return { words: command === rest ? `${words}:` : `${words}, on the manager:`, command };
}
