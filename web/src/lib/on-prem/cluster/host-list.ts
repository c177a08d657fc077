import type { FieldFault } from "@arena/sdk";
import { formatPlural } from "#lib/runs/format-number.ts";
import { sentence, type Faults } from "../faults.ts";

/** Hosts as people type them: one a line, or with commas. */
export function readHosts(text: string): string[] {
  return text.split(/[\s,]+/).filter((one) => one !== "");
}

export interface HostCount {
  readonly text: string;
  /** As many as the class takes. */
  readonly fits: boolean;
}

/** What the hosts that are typed come to, against the class's nodes. */
export function countHosts(manager: string, workers: string, nodes: number): HostCount {
  const given = (manager.trim() === "" ? 0 : 1) + readHosts(workers).length;
  const counted = `${formatPlural(given, "host")} for ${formatPlural(nodes, "node")}`;
  if (manager.trim() === "") return { text: `${counted}: name the manager.`, fits: false };
  if (given === nodes) return { text: `${counted}: the manager works too.`, fits: true };
  if (given === nodes + 1) return { text: `${counted}: the manager only manages.`, fits: true };
  const [least, most] = [nodes - given, nodes + 1 - given];
  if (given < nodes)
    return {
      text: `${counted}: name ${formatPlural(least, "more worker")}, or ${most} for a manager that only manages.`,
      fits: false,
    };
  return { text: `${counted}: take ${-most} away, or ${-least} for a manager that works too.`, fits: false };
}

/** The server's faults on the fields of the form: those of single workers name the worker. Empty: of no field. */
export function hostFaults(fields: readonly FieldFault[], manager: string, workers: string): Faults {
  const names = readHosts(workers);
  const faults: Record<string, string[]> = {};
  const put = (field: string, text: string): void => void (faults[field] ??= []).push(text);
  for (const { path, message } of fields) {
    const index = /^workers\.(\d+)$/.exec(path)?.[1];
    if (index !== undefined) put("workers", `${names[Number(index)] ?? `Worker ${Number(index) + 1}`} ${message}.`);
    else if (path === "manager") put("manager", `${manager.trim() || "It"} ${message}.`);
    else if (path === "workers") put("workers", sentence(`that ${message}`));
    else if (path === "advertiseAddress") put("advertiseAddress", sentence(`it ${message}`));
  }
  return Object.fromEntries(Object.entries(faults).map(([field, texts]) => [field, texts.join(" ")]));
}
