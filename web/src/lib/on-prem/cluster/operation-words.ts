import { formatDuration } from "#lib/runs/format-duration.ts";
import { formatPlural } from "#lib/runs/format-number.ts";
import type { Host, Operation } from "./sdk-cluster.ts";

const KINDS: Readonly<Record<Operation["kind"], string>> = {
  INSTALL: "Install",
  DOWN: "Take down",
  TEARDOWN: "Tear down",
  PROOF: "Proof",
};
export const kindWord = ({ kind }: Operation): string => KINDS[kind];

const STATUSES: Readonly<Record<Operation["status"], string>> = {
  RUNNING: "Running",
  WAITING: "Waits for you",
  ABORTING: "Aborting",
  SUCCEEDED: "Succeeded",
  INCOMPLETE: "Incomplete",
  FAILED: "Failed",
  ABORTED: "Aborted",
};
export const statusWord = ({ status }: Operation): string => STATUSES[status];

const TITLES: Readonly<Record<Operation["kind"], readonly [open: string, ended: string]>> = {
  INSTALL: ["Install in progress", "Install"],
  DOWN: ["Take down in progress", "Take down"],
  TEARDOWN: ["Teardown in progress", "Teardown"],
  PROOF: ["Proof in progress", "Proof"],
};
export const operationTitle = ({ kind, endedAt }: Operation): string => TITLES[kind][endedAt === null ? 0 : 1];

const DRIVERS: Readonly<Record<Operation["driver"], string>> = {
  SSH: "over SSH",
  HELM: "by Helm",
  EXTERNAL: "by hand",
};
export const driverWords = ({ driver, kind }: Operation): string => (kind === "PROOF" ? "" : DRIVERS[driver]);

const CHANNELS: Readonly<Record<string, string>> = { CLI: "the command line", SDK: "an API key", SYSTEM: "the system" };
export function requesterOf({ requestedBy, requestedVia, reportedBy }: Operation): string {
  return requestedBy?.name || requestedBy?.email || (reportedBy ?? CHANNELS[requestedVia] ?? "somebody");
}

export function tookOf({ createdAt, endedAt }: Operation, nowMs: number): string {
  const ms = (endedAt === null ? nowMs : Date.parse(endedAt)) - Date.parse(createdAt);
  return formatDuration(endedAt === null ? Math.floor(Math.max(0, ms) / 1_000) * 1_000 : ms);
}

const having = (operation: Operation, ...states: Host["state"][]): readonly Host[] =>
  operation.hosts.filter(({ state }) => states.includes(state));

/** Where an operation stands and what somebody may do, in a sentence. */
export function operationSentence(operation: Operation): string {
  switch (operation.status) {
    case "RUNNING":
      return runningSentence(operation);
    case "WAITING":
      return waitingSentence(operation);
    case "ABORTING":
      return "It is being aborted: nothing is begun any more, and a stage that runs has a minute to end.";
    default:
      return endedSentence(operation);
  }
}

function runningSentence(operation: Operation): string {
  const { kind, hosts, helm } = operation;
  if (kind === "PROOF") return "The cluster is looked at end to end. Nothing is changed.";
  if (operation.driver === "EXTERNAL" && having(operation, "READY").length < hosts.length)
    return reportedSentence(operation);
  if (helm !== null) return runningReleaseSentence(operation, helm);
  const ready = having(operation, "READY").length;
  const failed = having(operation, "FAILED").length;
  const settled = ready + having(operation, "SKIPPED").length;
  if (kind === "INSTALL" && settled === hosts.length)
    return `${ready === settled ? "All hosts are ready" : `${ready} of ${hosts.length} hosts are ready`}. The cluster is looked at end to end.`;
  const wrong = failed === 0 ? "" : `; ${countWord(failed)} failed, the others go on`;
  return `${ready} of ${formatPlural(hosts.length, "host")} ready${wrong}.`;
}

function reportedSentence(operation: Operation): string {
  const ready = having(operation, "READY").length;
  const far = operation.helm === null ? ` ${ready} of ${formatPlural(operation.hosts.length, "host")} ready.` : "";
  return `Its scripts run on ${operation.reportedBy ?? "a machine of yours"}, which reports.${far}`;
}

function runningReleaseSentence(operation: Operation, { name, namespace }: Release): string {
  const release = `the release ${name} in the namespace ${namespace}`;
  if (operation.kind === "DOWN") return `The pods of ${release} are ended.`;
  if (operation.kind === "TEARDOWN") return `It removes ${release}.`;
  return having(operation, "READY").length === 0
    ? `It installs ${release}.`
    : "All pods are ready. The cluster is looked at end to end.";
}

function waitingSentence(operation: Operation): string {
  const failed = having(operation, "FAILED");
  if (operation.helm !== null)
    return failed.length === 0
      ? "All pods are ready, but the proof failed. Mend what it says and choose Prove again, or abort."
      : "It failed: choose Retry, or abort.";
  const ready = having(operation, "READY").length;
  if (failed.length === 0) {
    const hosts =
      ready === operation.hosts.length ? "All hosts are" : `${ready} of ${operation.hosts.length} hosts are`;
    return `${hosts} ready, but the proof failed. Mend what it says and choose Prove again, or abort.`;
  }
  const choice = failed.some(({ role }) => role === "WORKER") ? "choose Retry or Skip" : "choose Retry, or abort";
  const what =
    failed.length === 1 && failed[0]!.role === "MANAGER" ? "the manager failed" : `${countWord(failed.length)} failed`;
  return `${ready} of ${formatPlural(operation.hosts.length, "host")} ready; ${what}: ${choice}.`;
}

function endedSentence(operation: Operation): string {
  const { kind, status, hosts, helm } = operation;
  const all = formatPlural(hosts.length, "host");
  const skipped = having(operation, "SKIPPED").length;
  if (status === "ABORTED")
    return operation.driver === "EXTERNAL"
      ? "It was not followed to its end. What its scripts did stays."
      : "It was aborted. What was done stays; another install goes on from there.";
  if (status === "FAILED") return kind === "PROOF" ? "The proof failed." : failedSentence(operation);
  if (status === "INCOMPLETE")
    return `Done on ${hosts.length - skipped} of ${all}; ${countWord(skipped)} ${skipped === 1 ? "was" : "were"} skipped.`;
  if (helm !== null) return RELEASE_DONE[kind](helm);
  switch (kind) {
    case "INSTALL":
      return `Installed on ${all}, and proved.`;
    case "DOWN":
      return "Its containers are ended. The stack, the class and what lies on /opt/data stay.";
    case "TEARDOWN":
      return `The stack is removed${operation.leaveSwarm ? " and the hosts have left the Swarm" : ""}. The class and what lies on /opt/data stay.`;
    case "PROOF":
      return "The cluster does what its class promises.";
  }
}

function failedSentence({ driver, message }: Operation): string {
  const what = `It failed${message ? `: ${message}` : "."}`;
  return driver === "EXTERNAL" ? `${what} Mend what failed, then run the setup again where it was run.` : what;
}

type Release = NonNullable<Operation["helm"]>;
const RELEASE_DONE: Readonly<Record<Operation["kind"], (release: Release) => string>> = {
  INSTALL: ({ namespace }) => `Installed in the namespace ${namespace}, and proved.`,
  DOWN: () => "Its pods are ended. The release, the class and what lies on /opt/data stay.",
  TEARDOWN: () => "The release is removed. The class, the namespace and what lies on /opt/data stay.",
  PROOF: () => "The cluster does what its class promises.",
};

const countWord = (count: number): string => (count === 1 ? "one" : String(count));
