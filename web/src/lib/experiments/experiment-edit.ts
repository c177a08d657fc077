import type { UpdateExperimentInput } from "@arena/sdk";
import type { ExperimentRow } from "./experiment-row.ts";

type Manifest = ExperimentRow["manifest"];

/** What can be edited of an experiment. */
export type EditedExperiment = Pick<ExperimentRow, "id" | "name" | "manifest" | "resourceClass">;

/** An experiment in the words of the form; null or empty: it says nothing. */
export interface FormValues {
  readonly name: string;
  readonly environment: string | null;
  readonly algorithm: string | null;
  readonly resourceClassId: string | null;
  readonly steps: string;
  readonly seed: string;
}

/** Where the form's values are in a manifest. */
const PLACES = {
  environment: ["environment", "name"],
  version: ["environment", "version"],
  algorithm: ["algorithm", "name"],
  steps: ["training", "max_steps"],
  seed: ["training", "seed"],
} as const;
type Place = keyof typeof PLACES;
/** What each place is to hold; undefined: nothing, so that the default holds. */
export type PlaceValues = Readonly<Record<Place, string | number | undefined>>;

export function formValuesOf({ name, manifest, resourceClass }: EditedExperiment): FormValues {
  const text = (place: Place): string => String(valueAt(manifest, place) ?? "");
  return {
    name,
    environment: text("environment") || null,
    algorithm: text("algorithm") || null,
    resourceClassId: resourceClass?.id ?? null,
    steps: text("steps"),
    seed: text("seed"),
  };
}

export interface Wanted extends Pick<FormValues, "name" | "resourceClassId"> {
  /** Of those places alone that were edited. */
  readonly places: Partial<PlaceValues>;
}

/**
 * What is to be sent, or null when it is as it was. The server replaces a manifest whole: the experiment's own is sent
 * with what was edited, so that what the form does not show stays.
 */
export function editOf(experiment: EditedExperiment, filled: FormValues, wanted: Wanted): UpdateExperimentInput | null {
  const manifest = placed(experiment.manifest, wanted.places);
  const input = {
    ...(wanted.name === filled.name ? {} : { name: wanted.name }),
    ...(wanted.resourceClassId === filled.resourceClassId ? {} : { resourceClassId: wanted.resourceClassId }),
    ...(manifest === experiment.manifest ? {} : { manifest }),
  };
  return Object.keys(input).length === 0 ? null : { id: experiment.id, ...input };
}

/** The same object when nothing differs. */
function placed(manifest: Manifest, values: Partial<PlaceValues>): Manifest {
  let result = manifest;
  for (const place of Object.keys(values) as Place[]) {
    const value = values[place];
    if (valueAt(manifest, place) === value) continue;
    const [section, key] = PLACES[place];
    const { [key]: _before, ...others } = sectionOf(result, section);
    const after = value === undefined ? others : { ...others, [key]: value };
    const { [section]: _section, ...rest } = result;
    // A section that the form has emptied is as good as none.
    result = Object.keys(after).length === 0 ? rest : { ...result, [section]: after };
  }
  return result;
}

function valueAt(manifest: Manifest, place: Place): unknown {
  const [section, key] = PLACES[place];
  return sectionOf(manifest, section)[key];
}

function sectionOf(manifest: Manifest, section: string): Readonly<Record<string, unknown>> {
  const value = manifest[section];
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
