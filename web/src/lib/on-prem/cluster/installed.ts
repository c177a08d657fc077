import type { SetupType } from "@arena/sdk";
import { formatPlural } from "#lib/runs/format-number.ts";
import type { ClassConnection } from "../connection.ts";
import { isOpen, type Operation, type Proof } from "./sdk-cluster.ts";

const ACTS = new Set<Operation["kind"]>(["INSTALL", "DOWN", "TEARDOWN"]);
const isDone = ({ status }: Operation): boolean => status === "SUCCEEDED" || status === "INCOMPLETE";

/** What the buttons and the summary go by. `operations`: newest first. */
export interface Installed {
  /** The one that has not ended. */
  readonly open: Operation | null;
  /** The newest that changed, or may have changed, something on the hosts. */
  readonly newest: Operation | null;
  /** Whose hosts, or whose release, are known: the newest installation, whoever made it. */
  readonly install: Operation | null;
  /** Nothing is left on the hosts, as far as this server knows. */
  readonly isGone: boolean;
}

export function installedOf(operations: readonly Operation[]): Installed {
  const ended = operations.filter((one) => !isOpen(one) && ACTS.has(one.kind));
  const newest = ended[0] ?? null;
  return {
    open: operations.find(isOpen) ?? null,
    newest,
    install: operations.find(({ kind }) => kind === "INSTALL") ?? null,
    isGone: newest === null || (newest.kind === "TEARDOWN" && isDone(newest)),
  };
}

export type InstallBy = "SSH" | "HELM";
/** What somebody has chosen for the class's files, else as it was installed before. */
export function installBy(chosen: SetupType | null, { install }: Installed): InstallBy {
  if (chosen !== null) return chosen === "HELM" ? "HELM" : "SSH";
  return install != null && install.helm !== null ? "HELM" : "SSH";
}

/** The newest that was made of what is there now: not one from before the newest change. `operations`: newest first. */
export function currentProof(
  operations: readonly Operation[],
  known: readonly (Proof | null | undefined)[],
): Proof | null {
  const changedAt = operations.find(({ kind }) => ACTS.has(kind))?.createdAt ?? "";
  const made = known.filter((proof) => proof != null && proof.at >= changedAt) as Proof[];
  return made.toSorted((a, b) => b.at.localeCompare(a.at))[0] ?? null;
}

export type ClusterAction = "install" | "prove" | "down" | "teardown";

/** Why an action is off; null: it is not. */
export function actionRefusal(
  action: ClusterAction,
  { open, install, isGone }: Installed,
  connection: ClassConnection,
): string | null {
  const isElsewhere = isGone && connection !== "NOT_INSTALLED" && connection !== "INSTALLING";
  if (open !== null) return action === "prove" && waitsForProof(open) ? null : busyWith(open);
  if (action === "install") return null;
  if (action === "prove") return isGone && !isElsewhere ? "Nothing is installed. Install it on hosts first." : null;
  if (isGone && isElsewhere)
    return "It was installed from elsewhere, so this server does not know its hosts. Use the command of the Arena CLI.";
  if (isGone) return "Nothing is installed.";
  return install === null
    ? "It was not installed by this server, which does not know its hosts. Use the command of the Arena CLI."
    : null;
}

function waitsForProof({ kind, status, hosts }: Operation): boolean {
  return kind === "INSTALL" && status === "WAITING" && hosts.every(({ state }) => state !== "FAILED");
}

const UNDER_WAY: Readonly<Record<Operation["kind"], string>> = {
  INSTALL: "An install",
  DOWN: "Taking down",
  TEARDOWN: "A teardown",
  PROOF: "A proof",
};
function busyWith({ kind, status }: Operation): string {
  return status === "WAITING"
    ? `${UNDER_WAY[kind]} waits for you below: finish or abort it first.`
    : `${UNDER_WAY[kind]} is under way.`;
}

/** What is on the hosts now, in words; the time and who did it stand beside it. */
export function installedWords({ newest }: Installed, connection: ClassConnection): string {
  if (newest === null)
    return connection === "NOT_INSTALLED" || connection === "INSTALLING"
      ? "Nothing is installed yet"
      : "Installed from elsewhere, such as by the Arena CLI";
  const on =
    newest.helm !== null
      ? ` in the namespace ${newest.helm.namespace}`
      : newest.hosts.length === 0
        ? ""
        : ` on ${formatPlural(newest.hosts.length, "host")}`;
  switch (newest.kind) {
    case "INSTALL":
      return installWords(newest, on);
    case "DOWN":
      return isDone(newest)
        ? `Taken down: the ${newest.driver === "HELM" ? "release is there, without pods" : "stack is there, without containers"}`
        : "Not taken down to the end";
    case "TEARDOWN":
      return isDone(newest) ? "Torn down: nothing is installed" : "Not torn down to the end";
    case "PROOF":
      return "";
  }
}

function installWords({ status, hosts }: Operation, on: string): string {
  switch (status) {
    case "SUCCEEDED":
      return `Installed${on}`;
    case "INCOMPLETE": {
      const skipped = hosts.filter(({ state }) => state === "SKIPPED").length;
      return `Installed without ${skipped} of ${formatPlural(hosts.length, "host")}`;
    }
    case "ABORTED":
      return "The last install was aborted; what it did stays";
    default:
      return "The last install failed; what it did stays";
  }
}
