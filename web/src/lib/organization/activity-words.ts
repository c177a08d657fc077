import type { ActivityPage } from "@arena/sdk";
import { formatMemory } from "#lib/on-prem/format-memory.ts";

export type ActivityRecord = ActivityPage["edges"][number]["node"];
type Values = Readonly<Record<string, unknown>>;
interface Told {
  readonly name: string;
  readonly before: Values;
  readonly after: Values;
}

/** Each once. */
export function subjectsOf(records: readonly ActivityRecord[]): string[] {
  return [...new Set(records.map(({ subjectId }) => subjectId))];
}

const ROLES: Readonly<Record<string, string>> = { MANAGER: "Manager", MEMBER: "Member" };
const CHANNELS: Readonly<Record<string, string>> = {
  WEB: "in the browser",
  CLI: "by the command line",
  SDK: "by API key",
  SYSTEM: "by the system",
};
const text = (value: unknown): string => (typeof value === "string" || typeof value === "number" ? String(value) : "");
const role = (value: unknown): string => ROLES[text(value)] ?? "Member";
const run = ({ after }: Told): string => (after["runNumber"] == null ? "" : `, run ${text(after["runNumber"])}`);
const key = ({ after }: Told): string => (after["lastFour"] == null ? "" : ` that ends in ${text(after["lastFour"])}`);

const DRIVERS: Readonly<Record<string, string>> = { SSH: "over SSH", HELM: "by Helm", EXTERNAL: "by hand" };
/** By what, and on which hosts; those of a cluster of Kubernetes are its own. */
function where({ driver, hosts }: Values): string {
  const by = DRIVERS[text(driver)] === undefined ? "" : ` ${DRIVERS[text(driver)]}`;
  const named = Array.isArray(hosts) && driver !== "HELM" ? hosts.map((host) => text(host).replace(/:22$/, "")) : [];
  return `${by}${named.length === 0 ? "" : ` on ${named.join(", ")}`}`;
}

/** What was done, after the person's name. */
const SENTENCES: Readonly<Record<string, (told: Told) => string>> = {
  "api_key.create": (told) => `created a CLI API key${key(told)}`,
  "api_key.rotate": (told) => `rotated their CLI API key; the new one ends in ${text(told.after["lastFour"])}`,
  "api_key.revoke": () => "revoked their CLI API key",
  "checkpoint.delete": () => "deleted a checkpoint",
  "cluster.install": ({ name, after }) => `began to install the cluster of ${name}${where(after)}`,
  "cluster.down": ({ name, after }) => `began to take down the cluster of ${name}${where(after)}`,
  "cluster.teardown": ({ name, after }) => `began to tear down the cluster of ${name}${where(after)}`,
  "cluster.proof": ({ name }) => `had the cluster of ${name} proved`,
  "cluster.prove": ({ name }) => `had the cluster of ${name} proved again`,
  "cluster.retry": ({ name }) => `had a host of ${name} retried`,
  "cluster.skip": ({ name }) => `skipped a host of ${name}`,
  "cluster.abort": ({ name }) => `aborted what was done to the cluster of ${name}`,
  "cluster.forget_host_key": ({ name }) => `had the key of a host of ${name} forgotten`,
  "device_login.approve": () => "let the command-line client sign in",
  "device_login.deny": () => "refused a command-line client’s sign-in",
  "device_login.wrong_code": () => "entered a code that no command-line client shows",
  "environment.create": ({ name }) => `uploaded the environment ${name}`,
  "environment.replace": ({ name }) => `replaced the environment ${name}`,
  "environment.delete": ({ name }) => `deleted the environment ${name}`,
  "environment.duplicate": ({ name }) => `duplicated the environment ${name}`,
  "environment.profile": ({ name }) => `profiled the environment ${name}`,
  "environment.validate": ({ name }) => `validated the environment ${name}`,
  "experiment.create": ({ name }) => `created the experiment ${name}`,
  "experiment.copy": ({ name }) => `made the experiment ${name} as a copy`,
  "experiment.resume": ({ name }) => `made the experiment ${name} from a checkpoint`,
  "experiment.update": ({ name }) => `changed the experiment ${name}`,
  "experiment.delete": ({ name }) => `deleted the experiment ${name}`,
  "experiment.train": (told) => `started training ${told.name}${run(told)}`,
  "experiment.resume_run": (told) => `resumed ${told.name}${run(told)}`,
  "experiment.halt": (told) => `stopped training ${told.name}${run(told)}`,
  "invitation.create": ({ after }) => `invited ${text(after["email"])} as ${role(after["role"])}`,
  "invitation.revoke": ({ before }) => `took back the invitation of ${text(before["email"])}`,
  "invitation.accept": ({ after }) => `accepted the invitation and joined as ${role(after["role"])}`,
  "member.change_role": ({ name, after }) => `made ${name || "a member"} a ${role(after["role"])}`,
  "member.remove": ({ name }) => `removed ${name || "a member"} from the organization`,
  "on_prem.enable": () => "enabled the on-prem training cluster",
  "on_prem.disable": () => "disabled the on-prem training cluster",
  "on_prem.update": () => "changed the on-prem training cluster",
  "organization.create": ({ name }) => `made the organization ${name}`,
  "organization.switch": () => "switched to another organization",
  "project.create": ({ name }) => `created the project ${name}`,
  "project.delete": ({ name }) => `deleted the project ${name}`,
  "run.release_place": (told) => `released the place that was held for ${told.name}${run(told)}`,
  "resource_class.create": ({ name }) => `added the resource class ${name}`,
  "resource_class.update": ({ name }) => `changed the resource class ${name}`,
  "resource_class.delete": ({ name }) => `deleted the resource class ${name}`,
  "resource_class.make_login_key": ({ name }) => `made a key with which the server logs in to the hosts of ${name}`,
  "resource_class.issue_bundle": ({ name, after }) =>
    `downloaded the setup of the resource class ${name} for ${after["setupType"] === "helm" ? "Helm" : "Docker Swarm"}`,
  "resource_class.rotate_keys": ({ name }) => `rotated the keys of the resource class ${name}`,
  "resource_class.revoke_replaced_keys": ({ name }) =>
    `revoked older keys of the resource class ${name}, since newer ones are in use`,
  "resource_class.revoke_keys": ({ name }) => `revoked the keys of the resource class ${name}`,
};

/** Subjects whose name is known no more. */
const GONE: Readonly<Record<string, string>> = {
  Experiment: "a deleted experiment",
  Project: "a deleted project",
  Environment: "a deleted environment",
  ResourceClass: "a deleted resource class",
};

/** As `invited ana@acme.test as Member`; `subjectName` where its subject still has one. */
export function activitySentence(record: ActivityRecord, subjectName: string | undefined): string {
  const [before, after] = [valuesOf(record.before), valuesOf(record.after)];
  const name = subjectName ?? (text(after["name"]) || text(before["name"]) || (GONE[record.subjectType] ?? ""));
  const sentence = SENTENCES[record.action]?.({ name, before, after });
  return (sentence ?? `${record.action.replaceAll(/[._]/g, " ")} ${name}`).trim().replaceAll(/ {2,}/g, " ");
}

/** Nobody has signed in for what scripts report: who they say runs them. */
export function activityActor({ person, after }: Pick<ActivityRecord, "person" | "after">): string {
  return person?.name ?? (text(valuesOf(after)["reportedBy"]) || "The system");
}

export function activityChannel({ via, ipAddress }: Pick<ActivityRecord, "via" | "ipAddress">): string {
  const channel = CHANNELS[via] ?? "";
  return ipAddress === null ? channel : `${channel} from ${ipAddress}`.trim();
}

const LABELS: Readonly<Record<string, string>> = {
  name: "Name",
  description: "Description",
  nodes: "Number of nodes",
  cpus: "CPUs",
  gpus: "GPUs",
  memoryBytes: "Memory",
  enabled: "Enabled",
  slug: "Slug",
};

/** What a change made of what, as `Number of nodes: 2 → 4`; only what has a before and a name for people. */
export function activityChanges(record: ActivityRecord): string[] {
  if (!record.action.endsWith(".update")) return [];
  const [before, after] = [valuesOf(record.before), valuesOf(record.after)];
  return Object.keys(LABELS)
    .filter((field) => field in before && field in after && before[field] !== after[field])
    .map((field) => `${LABELS[field]}: ${shown(field, before[field])} → ${shown(field, after[field])}`);
}

function shown(field: string, value: unknown): string {
  if (value == null) return "whole host";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (field === "memoryBytes" && typeof value === "number") return formatMemory(value);
  return text(value) || "empty";
}

function valuesOf(value: unknown): Values {
  return typeof value === "object" && value !== null ? (value as Values) : {};
}
