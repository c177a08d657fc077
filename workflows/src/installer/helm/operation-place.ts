import { existsSync } from "node:fs";
import { chmod, copyFile, mkdir, mkdtemp, readdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { delimiter, isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Keyring } from "@arena/database/sealed";
import { openBundle, openKubeconfig, type OperationOrder } from "../operation-records.ts";
import type { HelmSettings } from "./helm-settings.ts";
import { runProgram } from "./run-program.ts";

/** Where helm and kubectl of one operation run, and as whom. */
export interface OperationPlace {
  readonly folder: string;
  readonly kubectl: string;
  readonly helm: string;
  readonly environment: NodeJS.ProcessEnv;
}

const DEPLOY = fileURLToPath(new URL("../../../../deploy/", import.meta.url));
/** All that a stage runs lies in its operation's folder: a server that is brought up to date meanwhile changes none of it. */
const SCRIPTS = [
  ...["chart.sh", "programs.sh", "scale-down.sh", "remove.sh"].map((name) => ["helm-stages", name] as const),
  ["swarm/remote", "run-stage.sh"] as const,
];
const PASSED_ON = ["HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY", "https_proxy", "http_proxy", "no_proxy", "TMPDIR", "USER"];

export const operationFolder = (settings: HelmSettings, operationId: string): string =>
  join(settings.folder, operationId);

/** Makes the operation's folder, whole or not at all. Null: the operation has ended, and what it needs is gone. */
export async function operationPlace(
  settings: HelmSettings,
  keyring: Keyring,
  order: OperationOrder,
): Promise<OperationPlace | null> {
  const folder = operationFolder(settings, order.id);
  const { helm } = order.options;
  if (helm === undefined) throw new Error(`The operation ${order.id} names no release`);
  if (!existsSync(join(folder, ".ready")) && !(await makeFolder(settings, keyring, order, folder))) return null;
  const bin = join(folder, "bin");
  const given = helm.access === "GIVEN";
  const kubeconfig = join(folder, "kubeconfig");
  const own = Object.fromEntries(PASSED_ON.map((name) => [name, process.env[name]]));
  return {
    folder,
    kubectl: settings.kubectl,
    helm: settings.helm,
    environment: {
      ...own,
      PATH: `${bin}${delimiter}${process.env["PATH"] ?? ""}`,
      // A kubeconfig that was given has no business with this server's own files.
      HOME: given ? join(folder, "home") : process.env["HOME"],
      KUBECONFIG: given ? kubeconfig : [kubeconfig, settings.kubeconfig ?? ""].join(delimiter),
      HELM_CACHE_HOME: join(folder, "home", "cache"),
      HELM_CONFIG_HOME: join(folder, "home", "config"),
      HELM_DATA_HOME: join(folder, "home", "data"),
      LC_ALL: "C",
    },
  };
}

async function makeFolder(
  settings: HelmSettings,
  keyring: Keyring,
  order: OperationOrder,
  folder: string,
): Promise<boolean> {
  const kubeconfig = kubeconfigOf(keyring, order);
  if (kubeconfig === null) return false;
  await mkdir(settings.folder, { recursive: true, mode: 0o700 });
  await chmod(settings.folder, 0o700);
  const half = await mkdtemp(join(settings.folder, `.new-${order.id}-`));
  try {
    for (const name of ["remote", "bin", "home", "stages"]) await mkdir(join(half, name), { mode: 0o700 });
    for (const [from, name] of SCRIPTS) await copyFile(join(DEPLOY, from, name), join(half, "remote", name));
    for (const [name, program] of [
      ["helm", settings.helm],
      ["kubectl", settings.kubectl],
    ] as const)
      if (isAbsolute(program)) await symlink(program, join(half, "bin", name));
    await writeFile(join(half, "kubeconfig"), kubeconfig, { mode: 0o600 });
    if (order.kind === "INSTALL") await unpack(half, openBundle(keyring, order, "MANAGER"));
    await writeFile(join(half, ".ready"), "");
    await rename(half, folder).catch((error: NodeJS.ErrnoException) => {
      // Another was faster.
      if (!existsSync(join(folder, ".ready"))) throw error;
    });
    return true;
  } finally {
    await rm(half, { recursive: true, force: true });
  }
}

/**
 * Of the server's own kubeconfig only the context is another: of several files the first one's holds. It stays where it is,
 * with the files and programs that it names.
 */
function kubeconfigOf(keyring: Keyring, order: OperationOrder): string | null {
  const { helm } = order.options;
  if (helm?.access === "GIVEN") return openKubeconfig(keyring, order);
  return JSON.stringify({ apiVersion: "v1", kind: "Config", "current-context": helm?.context });
}

async function unpack(folder: string, archive: Buffer | null): Promise<void> {
  if (archive === null) throw new Error("the bundle of the operation is gone");
  const args = ["-x", "-z", "--no-same-owner", "-C", folder, "-f", "-"];
  const end = await runProgram("tar", { args, env: { PATH: process.env["PATH"] }, input: archive, withinMs: 60_000 });
  if (end.code !== 0) throw new Error(`the bundle cannot be unpacked: ${end.errors.trim().split("\n").at(-1)}`);
}

/** Keys of the class and of the cluster lie there: they go with the operation. */
export async function removePlace(settings: HelmSettings, operationId: string): Promise<void> {
  if (!existsSync(settings.folder)) return;
  const names = await readdir(settings.folder);
  const own = names.filter((name) => name === operationId || name.startsWith(`.new-${operationId}-`));
  for (const name of own) await rm(join(settings.folder, name), { recursive: true, force: true });
}
