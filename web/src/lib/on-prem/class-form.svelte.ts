import { ArenaError, type CreateResourceClassInput, type ResourceClassFieldsFragment } from "@arena/sdk";
import { faultsByField, type Faults } from "./faults.ts";

const LONGEST_NAME = 63;
const FIELDS = ["name", "description", "nodes", "cpus", "gpus", "memory"];

/** What a person has typed in the resource class dialog, and what is sent. */
export class ClassForm {
  /** Null: a new one. */
  subject = $state.raw<ResourceClassFieldsFragment | null>(null);
  name = $state("");
  enabled = $state(true);
  description = $state("");
  nodes = $state("");
  cpus = $state("");
  gpus = $state("");
  memory = $state("");
  faults = $state.raw<Faults>({});

  /** Of a memory that was not touched, the server's own words go back as null or not at all. */
  readonly #shownMemory = $derived(this.subject === null ? null : (this.subject.memory ?? ""));

  begin(subject: ResourceClassFieldsFragment | null): void {
    this.subject = subject;
    this.name = subject?.name ?? "";
    this.enabled = subject?.enabled ?? true;
    this.description = subject?.description ?? "";
    this.nodes = String(subject?.nodes ?? 1);
    this.cpus = textOf(subject, subject?.cpus, "8");
    this.gpus = textOf(subject, subject?.gpus, "0");
    this.memory = subject === null ? "64 GiB" : (subject.memory ?? "");
    this.faults = {};
  }

  /** The node count was changed under a cluster whose bundle went out. */
  get needsReinstall(): boolean {
    return this.subject?.nameIsFixed === true && this.nodes.trim() !== String(this.subject.nodes);
  }

  /** What is to be sent, or null when something is wrong: `faults` then says what. */
  check(): CreateResourceClassInput | null {
    const name = this.name.trim();
    const faults: Record<string, string> = {};
    const nodes = readWhole(this.nodes);
    const cpus = this.cpus.trim() === "" ? null : readWhole(this.cpus);
    const gpus = this.gpus.trim() === "" ? null : readWhole(this.gpus);
    if (name === "") faults["name"] = "Enter a name.";
    else if (name.length > LONGEST_NAME) faults["name"] = `At most ${LONGEST_NAME} characters.`;
    if (nodes === undefined || nodes < 1) faults["nodes"] = "Enter a whole number, 1 or above.";
    if (cpus === undefined || cpus === 0) faults["cpus"] = "Enter a whole number, 1 or above.";
    if (gpus === undefined) faults["gpus"] = "Enter a whole number, zero or above.";
    this.faults = faults;
    if (Object.keys(faults).length > 0 || nodes === undefined || cpus === undefined || gpus === undefined) return null;
    const untouched = this.memory === this.#shownMemory;
    return {
      name,
      enabled: this.enabled,
      description: this.description.trim(),
      nodes,
      cpus,
      gpus,
      // Shown rounded: sent back untouched it would change by the rounding.
      ...(untouched ? {} : { memory: this.memory.trim() === "" ? null : this.memory.trim() }),
    };
  }

  /** Puts a refusal on the field that it is about; of none of them, under `other`. */
  refuse(error: unknown): void {
    const given = error instanceof ArenaError ? faultsByField(error) : {};
    const known = Object.entries(given).filter(([field]) => FIELDS.includes(field));
    this.faults =
      known.length > 0
        ? Object.fromEntries(known)
        : { other: error instanceof Error ? error.message : "The server could not answer." };
  }
}

/** The field of a new class holds the default; an emptied one of an older class is the whole host. */
function textOf(subject: unknown, value: number | null | undefined, fallback: string): string {
  return subject === null ? fallback : value == null ? "" : String(value);
}

function readWhole(text: string): number | undefined {
  return /^\d{1,7}$/.test(text.trim()) ? Number(text.trim()) : undefined;
}
