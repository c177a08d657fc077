import { ArenaError, type CatalogueQuery, type CreateExperimentInput } from "@arena/sdk";
import { algorithmChoices, environmentReason } from "./algorithm-choice.ts";
import { readSteps } from "./resume-target.ts";

const LONGEST_NAME = 100;

/** What a person has chosen in the New experiment dialog, and what is sent. */
export class NewExperimentForm {
  catalogue = $state.raw<CatalogueQuery | null>(null);
  name = $state("");
  environmentName = $state<string | null>(null);
  algorithmName = $state<string | null>(null);
  resourceClassId = $state<string | null>(null);
  stepsText = $state("");
  seedText = $state("");
  faults = $state.raw<Readonly<Record<string, string>>>({});

  readonly organization = $derived(this.catalogue?.viewer?.currentOrganization ?? null);
  readonly environments = $derived(
    (this.organization?.environments ?? []).map((entry) => ({
      entry,
      reason: this.catalogue && environmentReason(this.catalogue, entry),
    })),
  );
  readonly environment = $derived(
    this.environments.find(({ entry }) => entry.name === this.environmentName)?.entry ??
      this.environments.find(({ reason }) => reason === null)?.entry ??
      null,
  );
  readonly algorithms = $derived(
    this.catalogue && this.environment ? algorithmChoices(this.catalogue, this.environment) : [],
  );
  /** The picked one while it fits; a change of environment falls back to the first that does. */
  readonly algorithm = $derived(
    this.algorithms.find(({ name, reason }) => name === this.algorithmName && reason === null) ??
      this.algorithms.find(({ reason }) => reason === null) ??
      null,
  );
  readonly classes = $derived((this.organization?.resourceClasses.edges ?? []).map(({ node }) => node));
  /** The default one only while it is offered. */
  readonly classId = $derived.by(() => {
    const wanted = this.resourceClassId ?? this.organization?.defaultResourceClass?.id;
    return this.classes.some(({ id }) => id === wanted) ? wanted! : "";
  });

  reset(): void {
    this.name = "";
    this.stepsText = "";
    this.seedText = "";
    this.faults = {};
  }

  /** What is to be sent, or null when something is wrong: `faults` then says what. */
  check(projectId: string): CreateExperimentInput | null {
    const name = this.name.trim();
    const steps = this.stepsText.trim() === "" ? undefined : readSteps(this.stepsText);
    const seed = this.seedText.trim() === "" ? undefined : readSeed(this.seedText);
    const faults: Record<string, string> = {};
    if (name === "") faults["name"] = "Enter a name.";
    else if (name.length > LONGEST_NAME) faults["name"] = `At most ${LONGEST_NAME} characters.`;
    if (steps === null) faults["steps"] = "Enter a whole number above zero.";
    if (seed === null) faults["seed"] = "Enter a whole number, zero or above.";
    if (!this.environment) faults["environment"] = "Select an environment.";
    if (!this.algorithm) faults["algorithm"] = "Select an algorithm.";
    this.faults = faults;
    if (Object.keys(faults).length > 0 || !this.environment || !this.algorithm) return null;
    const training = { ...(steps == null ? {} : { max_steps: steps }), ...(seed == null ? {} : { seed }) };
    return {
      projectId,
      name,
      manifest: {
        algorithm: { name: this.algorithm.name },
        environment: { name: this.environment.name },
        ...(Object.keys(training).length === 0 ? {} : { training }),
      },
      ...(this.classId === "" ? {} : { resourceClassId: this.classId }),
    };
  }

  /** What was wrong with a field is not said any longer once it is edited. */
  edited(field: string): void {
    if (!(field in this.faults)) return;
    this.faults = Object.fromEntries(Object.entries(this.faults).filter(([name]) => name !== field));
  }

  /** Puts a refusal on the field that it is about; false when it is about none. */
  refuse(error: unknown): boolean {
    if (!(error instanceof ArenaError)) return false;
    if (error.code === "NAME_TAKEN") this.faults = { name: error.message };
    else this.faults = Object.fromEntries(error.fields.map(({ path, message }) => [fieldOf(path), message]));
    return Object.keys(this.faults).length > 0;
  }
}

function readSeed(text: string): number | null {
  return /^\d{1,10}$/.test(text.trim()) ? Number(text.trim()) : null;
}

function fieldOf(path: string): string {
  if (path.endsWith("max_steps")) return "steps";
  if (path.endsWith("seed")) return "seed";
  if (path.includes("algorithm")) return "algorithm";
  if (path.includes("environment")) return "environment";
  if (path.includes("resourceClass")) return "class";
  return path === "name" ? "name" : "other";
}
