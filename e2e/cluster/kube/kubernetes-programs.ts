import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";

const VERSION = "1.37.2";
const NAMES = [
  "etcd",
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
  "kwok",
  "kubectl",
  "helm",
] as const;
type Name = (typeof NAMES)[number];
export type KubernetesPrograms = Readonly<Record<Name, string>>;

/** A control plane, and what plays its nodes: from PATH or the cache, where build-programs.sh puts them; else why not. */
export function kubernetesPrograms(): KubernetesPrograms | { readonly reason: string } {
  const cache = path.join(process.env["XDG_CACHE_HOME"] || path.join(homedir(), ".cache"), "arena");
  const folders = [path.join(cache, `kube-${VERSION}`), path.join(cache, "helm-v3.19.2")];
  const found = NAMES.map((name) => [name, onPath(name) ?? inFolders(name, folders)] as const);
  const missing = found.filter(([, program]) => program === null).map(([name]) => name);
  if (missing.length > 0)
    return { reason: `${missing.join(", ")} not on PATH, nor in the cache: e2e/cluster/kube/build-programs.sh` };
  return Object.fromEntries(found) as KubernetesPrograms;
}

function onPath(name: string): string | null {
  try {
    return execFileSync("bash", ["-c", 'type -P "$1"', "bash", name], { encoding: "utf8" }).trim();
  } catch {
    return null;
  }
}

function inFolders(name: string, folders: readonly string[]): string | null {
  return folders.map((folder) => path.join(folder, name)).find((program) => existsSync(program)) ?? null;
}
