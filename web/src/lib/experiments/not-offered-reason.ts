interface ChosenClass {
  readonly id: string;
  readonly name: string;
  readonly kind: "LOCAL" | "ON_PREM";
  readonly enabled: boolean;
}

/** Why an experiment's class cannot be used now; null when it can, or is not known yet. */
export function notOfferedReason(
  chosen: ChosenClass | null,
  offered: readonly { readonly id: string }[] | null,
): string | null {
  if (chosen === null || offered === null || offered.some(({ id }) => id === chosen.id)) return null;
  if (!chosen.enabled) return `The resource class “${chosen.name}” is disabled.`;
  return `The on-prem training cluster of the resource class “${chosen.name}” is disabled.`;
}
