import type { Check, Host, Operation } from "./sdk-cluster.ts";
import { operationSentence } from "./operation-words.ts";
import { stageName } from "./stage-words.ts";

const STATES: Readonly<Record<Host["state"], string>> = {
  WAITING: "Waiting",
  RUNNING: "At work",
  READY: "Ready",
  FAILED: "Failed",
  SKIPPED: "Skipped",
  ABORTED: "Aborted",
};
export const hostState = ({ state }: Host): string => STATES[state];

/** What a host is in the cluster; of a class with as many nodes as hosts, the manager works too. */
export function roleWords(host: Host, operation: Operation, nodes: number): string {
  if (operation.helm !== null) return `Namespace ${operation.helm.namespace}`;
  if (host.role === "WORKER") return "Worker";
  return operation.kind === "INSTALL" && operation.hosts.length === nodes ? "Manager, works too" : "Manager";
}

/** Of a host that failed: what it failed at, and what it said. */
export function failureOf({ stages, message }: Host): { readonly title: string; readonly message: string | null } {
  const failed = stages.find(({ state }) => state === "FAILED");
  const title = failed === undefined ? "It failed." : `Failed at “${stageName(failed.name, stages)}”.`;
  return { title, message: failed?.message ?? message };
}

export function warningCount({ checks }: Host): number {
  return checks.filter(({ outcome }) => outcome === "WARNING").length;
}

/** Why a host that failed cannot be skipped; null: it can. */
export function skipRefusal({ role, stages }: Host): string | null {
  if (stages.some(({ name }) => name === "CHART" || name.startsWith("RELEASE_")))
    return "It is the whole cluster. Retry it, or abort.";
  return role === "MANAGER" ? "Without its manager there is no cluster. Retry it, or abort." : null;
}

/** The login was refused since the host has another key than before. */
export function hasChangedKey({ checks }: { readonly checks: readonly Check[] }): boolean {
  return checks.some(
    ({ name, outcome, observed }) => name === "SSH" && outcome === "FAILED" && /key is another one/i.test(observed),
  );
}

const MOST_CHANGES = 4;
/** For whoever listens: what has changed on the hosts, and no more than a few things at once. */
export function announcement(before: Operation | null, after: Operation): string {
  if (before === null || before.id !== after.id) return "";
  const changes = after.hosts.flatMap((host) => {
    const old = before.hosts.find(({ position }) => position === host.position);
    return old === undefined ? [] : hostChanges(old, host);
  });
  const said = changes.length > MOST_CHANGES ? [`${changes.length} stages have changed.`] : changes;
  return [...said, ...(before.status === after.status ? [] : [operationSentence(after)])].join(" ");
}

function hostChanges(old: Host, host: Host): string[] {
  if (old.state !== host.state && ["READY", "SKIPPED", "ABORTED"].includes(host.state))
    return [`${host.name}: ${hostState(host).toLowerCase()}.`];
  return host.stages.flatMap((stage, index) => {
    const was = old.stages[index]?.state;
    if (was === stage.state) return [];
    if (stage.state === "RUNNING") return [`${host.name}: ${stageName(stage.name, host.stages)} begins.`];
    if (stage.state === "FAILED") return [`${host.name}: ${stageName(stage.name, host.stages)} failed.`];
    return [];
  });
}
