import type { CatalogueQuery } from "@arena/sdk";

type Organization = NonNullable<NonNullable<CatalogueQuery["viewer"]>["currentOrganization"]>;
export type EnvironmentEntry = Organization["environments"][number];

export interface AlgorithmChoice {
  readonly name: string;
  readonly title: string;
  /** Why it cannot be picked, or null. */
  readonly reason: string | null;
}

/** All algorithms that the server knows, for one environment: those that fit first, the others with why they do not. */
export function algorithmChoices(catalogue: CatalogueQuery, environment: EnvironmentEntry): readonly AlgorithmChoice[] {
  const titles = new Map<string, string>();
  const actionTypes = new Map<string, readonly string[]>();
  for (const algorithm of catalogue.trainers.flatMap((trainer) => trainer.algorithms)) {
    titles.set(algorithm.name, algorithm.title);
    actionTypes.set(algorithm.name, algorithm.actionTypes);
  }
  const others = (catalogue.viewer?.currentOrganization?.environments ?? []).flatMap(({ algorithms }) => algorithms);
  const names = [...new Set([...environment.algorithms, ...titles.keys(), ...others])];
  return names
    .map((name) => ({ name, title: titles.get(name) ?? name, reason: reasonOf(catalogue, environment, name) }))
    .sort((a, b) => Number(a.reason !== null) - Number(b.reason !== null) || a.title.localeCompare(b.title));

  function reasonOf(given: CatalogueQuery, { name: place, algorithms, actionType }: EnvironmentEntry, name: string) {
    if (!algorithms.includes(name)) {
      const needs = actionTypes.get(name)?.map((type) => type.toLowerCase().replaceAll("_", "-"));
      return needs ? `needs ${needs.join(" or ")} actions` : `does not fit ${actionType.toLowerCase()} actions`;
    }
    const able = given.trainers.some((trainer) =>
      trainer.environments.some((each) => each.name === place && each.algorithms.includes(name)),
    );
    return able ? null : `no trainer here can run it in ${place}`;
  }
}

/** Why an environment cannot be picked, or null. */
export function environmentReason(catalogue: CatalogueQuery, { name, valid, invalidReason }: EnvironmentEntry) {
  if (!valid) return invalidReason ?? "is not valid";
  const able = catalogue.trainers.some((trainer) => trainer.environments.some((each) => each.name === name));
  return able ? null : "no trainer here can run it";
}
