import { ArenaError, type CatalogueQuery, type CreateExperimentInput, type UpdateExperimentInput } from "@arena/sdk";
import { algorithmChoices, environmentReason } from "./algorithm-choice.ts";
import { editOf, formValuesOf, type EditedExperiment, type FormValues } from "./experiment-edit.ts";
import { readSteps } from "./resume-target.ts";

const LONGEST_NAME = 100;

/** What a person has chosen for an experiment that is made or edited, and what is sent. */
export class ExperimentForm {
  catalogue = $state.raw<CatalogueQuery | null>(null);
  name = $state("");
  environmentName = $state<string | null>(null);
  algorithmName = $state<string | null>(null);
  resourceClassId = $state<string | null>(null);
  stepsText = $state("");
  seedText = $state("");
  faults = $state.raw<Readonly<Record<string, string>>>({});
  /** What an edited experiment was when the form was filled; null for a new one. */
  filled = $state.raw<FormValues | null>(null);
  /** Of an edited experiment, which may name one that is no longer offered. */
  filledClass = $state.raw<EditedExperiment["resourceClass"]>(null);

  readonly organization = $derived(this.catalogue?.viewer?.currentOrganization ?? null);
  readonly environments = $derived(
    (this.organization?.environments ?? []).map((entry) => ({
      entry,
      reason: this.catalogue && environmentReason(this.catalogue, entry),
    })),
  );
  /** For a new one the first that can be trained; nothing is chosen in the place of what an edited one names. */
  readonly environment = $derived(
    this.environments.find(({ entry }) => entry.name === this.environmentName)?.entry ??
      (this.filled === null ? this.environments.find(({ reason }) => reason === null)?.entry : null) ??
      null,
  );
  readonly algorithms = $derived(
    this.catalogue && this.environment ? algorithmChoices(this.catalogue, this.environment) : [],
  );
  /** The picked one while it fits; a change of environment falls back to the first that does. */
  readonly algorithm = $derived(
    this.algorithms.find(({ name, reason }) => name === this.algorithmName && reason === null) ??
      (this.#isAsFilled() ? null : this.algorithms.find(({ reason }) => reason === null)) ??
      null,
  );
  readonly classes = $derived((this.organization?.resourceClasses.edges ?? []).map(({ node }) => node));
  /** The default one only while it is offered. */
  readonly classId = $derived.by(() => {
    if (this.filled !== null) return this.resourceClassId ?? "";
    const wanted = this.resourceClassId ?? this.organization?.defaultResourceClass?.id;
    return this.classes.some(({ id }) => id === wanted) ? wanted! : "";
  });

  reset(): void {
    this.name = "";
    this.stepsText = "";
    this.seedText = "";
    this.faults = {};
  }

  fill(experiment: EditedExperiment): void {
    const values = formValuesOf(experiment);
    this.filled = values;
    this.filledClass = experiment.resourceClass;
    this.name = values.name;
    this.environmentName = values.environment;
    this.algorithmName = values.algorithm;
    this.resourceClassId = values.resourceClassId;
    this.stepsText = values.steps;
    this.seedText = values.seed;
    this.faults = {};
  }

  /** What is to be sent of a new one, or null when something is wrong: `faults` then says what. */
  check(projectId: string): CreateExperimentInput | null {
    const { name, steps, seed } = this.#checked();
    if (Object.keys(this.faults).length > 0 || !this.environment || !this.algorithm) return null;
    const training = { ...(steps === undefined ? {} : { max_steps: steps }), ...(seed === undefined ? {} : { seed }) };
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

  /** What was edited of the one that the form was filled from; null when nothing was, or something is wrong. */
  edit(experiment: EditedExperiment): UpdateExperimentInput | null {
    const { filled } = this;
    const { name, steps, seed } = this.#checked();
    if (filled === null || Object.keys(this.faults).length > 0) return null;
    const [environment, algorithm] = [this.environment?.name, this.algorithm?.name];
    return editOf(experiment, filled, {
      name,
      resourceClassId: this.resourceClassId || null,
      places: {
        ...(this.environmentName === filled.environment ? {} : { environment, version: undefined }),
        ...(algorithm === undefined || algorithm === filled.algorithm ? {} : { algorithm }),
        ...(this.stepsText === filled.steps ? {} : { steps }),
        ...(this.seedText === filled.seed ? {} : { seed }),
      },
    });
  }

  #checked(): { name: string; steps: number | undefined; seed: number | undefined } {
    const name = this.name.trim();
    const steps = this.stepsText.trim() === "" ? undefined : readSteps(this.stepsText);
    const seed = this.seedText.trim() === "" ? undefined : readSeed(this.seedText);
    const faults: Record<string, string> = {};
    if (name === "") faults["name"] = "Enter a name.";
    else if (name.length > LONGEST_NAME) faults["name"] = `At most ${LONGEST_NAME} characters.`;
    if (steps === null) faults["steps"] = "Enter a whole number above zero.";
    if (seed === null) faults["seed"] = "Enter a whole number, zero or above.";
    if (!this.environment && !this.#isAsFilled()) faults["environment"] = "Select an environment.";
    const ownAlgorithm = this.#isAsFilled() && this.algorithmName === this.filled?.algorithm;
    if (!this.algorithm && !ownAlgorithm) faults["algorithm"] = "Select an algorithm.";
    this.faults = faults;
    return { name, steps: steps ?? undefined, seed: seed ?? undefined };
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

  /** The typed ones, and in `faults` what is wrong with them. What an edited one had may stay as it is. */
  #read(): { name: string; steps: number | null | undefined; seed: number | null | undefined } {
    const { filled } = this;
    const name = this.name.trim();
    const isOpen = (text: string, before = ""): boolean => text.trim() === "" || text.trim() === before;
    const steps = isOpen(this.stepsText, filled?.steps) ? undefined : readSteps(this.stepsText);
    const seed = isOpen(this.seedText, filled?.seed) ? undefined : readSeed(this.seedText);
    const faults: Record<string, string> = {};
    if (name === "") faults["name"] = "Enter a name.";
    else if (name.length > LONGEST_NAME) faults["name"] = `At most ${LONGEST_NAME} characters.`;
    if (steps === null) faults["steps"] = "Enter a whole number above zero.";
    if (seed === null) faults["seed"] = "Enter a whole number, zero or above.";
    this.faults = faults;
    return { name, steps, seed };
  }

  #isAsFilled(): boolean {
    return this.filled !== null && this.environmentName === this.filled.environment;
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
