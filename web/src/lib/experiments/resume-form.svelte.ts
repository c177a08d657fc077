import { ArenaError, type CheckpointFieldsFragment, type ExperimentCheckpointsQuery } from "@arena/sdk";
import { SvelteSet } from "svelte/reactivity";
import { readRate, readSteps, resumeTarget } from "./resume-target.ts";

type Parent = NonNullable<ExperimentCheckpointsQuery["experiment"]>;
type Content = CheckpointFieldsFragment["missing"][number];
interface Choice {
  readonly checkpoint: CheckpointFieldsFragment;
  readonly run: Parent["runs"][number];
}
const LONGEST_NAME = 100;

/** What a person has chosen in the Resume dialog, and what is sent. */
export class ResumeForm {
  parent = $state.raw<Parent | null>(null);
  chosenId = $state<string | null>(null);
  name = $state("");
  /** Null while they are as the parent's. */
  maxStepsText = $state<string | null>(null);
  rateText = $state<string | null>(null);
  resourceClassId = $state<string | null>(null);
  readonly accepted = new SvelteSet<Content>();
  faults = $state.raw<Readonly<Record<string, string>>>({});

  /** Newest first, of all runs. */
  readonly choices: readonly Choice[] = $derived(
    (this.parent?.runs ?? []).flatMap((run) => run.checkpoints.map((checkpoint) => ({ checkpoint, run }))),
  );
  readonly choice: Choice | null = $derived(
    this.choices.find(({ checkpoint }) => checkpoint.id === this.chosenId) ?? this.choices[0] ?? null,
  );
  readonly target = $derived(this.choice && resumeTarget(this.choice.checkpoint.step, this.choice.run.maxSteps));
  readonly maxSteps: number | null = $derived(
    this.maxStepsText === null ? (this.target?.maxSteps ?? null) : readSteps(this.maxStepsText),
  );
  readonly parentRate: number | null = $derived.by(() => {
    const rate = (this.choice?.run.manifest["algorithm"] as { lr?: unknown } | undefined)?.lr;
    return typeof rate === "number" ? rate : null;
  });

  /** Puts everything back, for a dialog that opens again. */
  reset(): void {
    this.chosenId = null;
    this.name = "";
    this.maxStepsText = null;
    this.rateText = null;
    this.resourceClassId = null;
    this.accepted.clear();
    this.faults = {};
  }

  choose(id: string): void {
    this.chosenId = id;
    this.accepted.clear();
  }

  accept(content: Content, yes: boolean): void {
    if (yes) this.accepted.add(content);
    else this.accepted.delete(content);
  }

  /** What is to be sent, or null when something is wrong: `faults` then says what. */
  check() {
    const { choice } = this;
    if (choice === null) return null;
    const name = this.name.trim();
    const faults: Record<string, string> = {};
    if (name === "") faults["name"] = "Enter a name.";
    else if (name.length > LONGEST_NAME) faults["name"] = `At most ${LONGEST_NAME} characters.`;
    if (this.maxSteps === null) faults["maxSteps"] = "Enter a whole number above zero.";
    else if (this.maxSteps <= choice.checkpoint.step) faults["maxSteps"] = "Enter more than the checkpoint's step.";
    const rate = this.rateText === null ? null : readRate(this.rateText);
    if (this.rateText !== null && rate === null) faults["rate"] = "Enter a number above zero, such as 3e-4.";
    if (choice.checkpoint.missing.some((content) => !this.accepted.has(content)))
      faults["missing"] = "Accept each part that the checkpoint lacks, or select another.";
    this.faults = faults;
    if (Object.keys(faults).length > 0) return null;
    const patch = {
      ...(this.maxSteps === choice.run.maxSteps ? {} : { training: { max_steps: this.maxSteps } }),
      ...(rate === null || rate === this.parentRate ? {} : { algorithm: { lr: rate } }),
    };
    return {
      checkpointId: choice.checkpoint.id,
      name,
      ...(Object.keys(patch).length === 0 ? {} : { manifestPatch: patch }),
      ...(this.resourceClassId === null ? {} : { resourceClassId: this.resourceClassId }),
      ...(this.accepted.size === 0 ? {} : { acceptMissing: [...this.accepted] }),
    };
  }

  /** Puts a refusal on the field that it is about; false when it is about none. */
  refuse(error: unknown): boolean {
    if (!(error instanceof ArenaError)) return false;
    if (error.code === "NAME_TAKEN") this.faults = { name: error.message };
    else if (error.code === "INCOMPLETE_CHECKPOINT") this.faults = { missing: error.message };
    else this.faults = Object.fromEntries(error.fields.map(({ path, message }) => [fieldOf(path), message]));
    return Object.keys(this.faults).length > 0;
  }
}

function fieldOf(path: string): string {
  if (path.endsWith("max_steps")) return "maxSteps";
  if (path.endsWith(".lr")) return "rate";
  return path === "name" ? "name" : "other";
}
