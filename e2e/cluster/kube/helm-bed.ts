import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { createClient, type ArenaClient, type InstallClusterInput } from "@arena/sdk";
import { makeOrganization } from "../../cli/people.ts";
import type { System } from "../../system.ts";
import { followUntil, type Operation } from "../follow-until.ts";
import type { KubernetesPrograms } from "./kubernetes-programs.ts";
import type { Kubernetes } from "./start-kubernetes.ts";

/** What stands between the server and the real programs: it counts calls, lets them wait, and is the kubelet's exec. */
export interface StandIns {
  readonly environment: Readonly<Record<string, string>>;
  /** Calls of helm, one a line. */
  calls(): string[];
  /** From now on this command of helm, or `exec` of kubectl, waits, until what is returned is called. */
  hold(command: string): () => void;
  /** Helm is not there, until what is returned is called. */
  hideHelm(): () => void;
  /** What the head was given. */
  readonly data: string;
}

const SHARED = path.resolve(import.meta.dirname, "../../../deploy/shared");

export function makeStandIns(folder: string, programs: KubernetesPrograms, kubeconfig: string): StandIns {
  const bin = path.join(folder, "bin");
  const data = path.join(folder, "opt-data");
  mkdirSync(bin, { recursive: true });
  mkdirSync(data, { recursive: true });
  const [helm, kubectl, record] = [path.join(bin, "helm"), path.join(bin, "kubectl"), path.join(folder, "calls")];
  const wait = (name: string): string => `while [ -e "${folder}/hold-${name}" ]; do sleep 0.05; done`;
  const script = (file: string, text: string): void => writeFileSync(file, `#!/bin/bash\n${text}\n`, { mode: 0o755 });
  script(helm, `echo "$*" >>"${record}"\n${wait("$1")}\nexec "${programs.helm}" "$@"`);
  // exec -i -n NAMESPACE DEPLOYMENT -c CONTAINER -- COMMAND…: there is no kubelet; what runs in the head runs here.
  script(
    kubectl,
    `if [ "$1" != exec ]; then exec "${programs.kubectl}" "$@"; fi
${wait("exec")}
[ "$("${programs.kubectl}" get "$5" -n "$4" -o 'jsonpath={.status.availableReplicas}')" = 1 ] || exit 1
version=$("${programs.kubectl}" get "$5" -n "$4" -o 'jsonpath={.spec.template.spec.containers[0].env[?(@.name=="ARENA_VERSION")].value}')
shift 8
if [ "$1" = true ]; then exit; fi
ARENA_DATA="${data}" ARENA_VERSION="$version" exec bash "${SHARED}/$(basename "$2")" "\${@:3}"`,
  );
  const own = path.join(folder, "own-kubeconfig");
  writeFileSync(own, kubeconfig, { mode: 0o600 });
  return {
    environment: { ARENA_HELM: helm, ARENA_KUBECTL: kubectl, ARENA_KUBECONFIG: own },
    data,
    calls: () => (existsSync(record) ? readFileSync(record, "utf8").trim().split("\n") : []),
    hold(command) {
      const mark = path.join(folder, `hold-${command}`);
      writeFileSync(mark, "");
      return () => rmSync(mark, { force: true });
    },
    hideHelm() {
      renameSync(helm, `${helm}-hidden`);
      return () => renameSync(`${helm}-hidden`, helm);
    },
  };
}

/** A class of an organization of its own, and what is done to it by Helm. */
export interface HelmBed {
  readonly client: ArenaClient;
  readonly classId: string;
  readonly slug: string;
  install(helm?: InstallClusterInput["helm"]): Promise<Operation>;
  until(id: string, what: string, holds: (operation: Operation) => boolean, withinMs?: number): Promise<Operation>;
  logOf(id: string): Promise<string[]>;
  /** Ends the class's open operation. */
  abort(id: string): Promise<Operation>;
}

let made = 0;
export async function makeHelmBed(
  system: System,
  kubernetes: Kubernetes,
  shape: { readonly nodes?: number; readonly cpus?: number; readonly gpus?: number } = {},
): Promise<HelmBed> {
  const { apiKey } = await makeOrganization(system, "ENTERPRISE", "MANAGER");
  const client = createClient({ url: system.address, apiKey });
  await client.enableOnPrem();
  const slug = `rack-${++made}`;
  const { id: classId } = await client.createResourceClass({
    name: slug,
    ...{ nodes: 1, gpus: 0, cpus: 1, memory: "512 MiB", ...shape },
  });
  const until: HelmBed["until"] = (id, what, holds, withinMs = 60_000) =>
    followUntil(client, id, what, holds, withinMs);
  return {
    client,
    classId,
    slug,
    install: (helm = { kubeconfig: kubernetes.kubeconfig("admin") }) => client.installCluster({ id: classId, helm }),
    until,
    logOf: async (id) => ((await client.clusterHostLog(id, 1_000)).get(0) ?? []).map(({ text }) => text),
    async abort(id) {
      await client.abortInstall({ id });
      return until(id, "it ends", ({ endedAt }) => endedAt !== null, 90_000);
    },
  };
}
