import * as z from "zod";

/**
 * One thing that was looked at on a host (preflight) or on a cluster (proof): what was found, what is wanted, and what to
 * do about it. `observed` and `expected` are words for people, with their units.
 */
export const CHECK_OUTCOMES = ["PASSED", "WARNING", "FAILED", "SKIPPED"] as const;
export type CheckOutcome = (typeof CHECK_OUTCOMES)[number];

export const checkSchema = z.object({
  /** SCREAMING_CASE, stable: clients tell checks apart by it. */
  name: z.string().regex(/^[A-Z][A-Z0-9_]{1,40}$/),
  /** A WARNING lets the installation go on; what was SKIPPED says why in `observed`. */
  outcome: z.enum(CHECK_OUTCOMES),
  observed: z.string().max(500),
  expected: z.string().max(500),
  /** What to do; null when there is nothing to do. */
  remedy: z.string().max(500).nullable(),
});
export type ClusterCheck = z.infer<typeof checkSchema>;

/** What is known of a host that has answered: a login that had failed before is over. */
export function withoutFailedLogin(checks: readonly ClusterCheck[]): readonly ClusterCheck[] {
  return checks.filter(({ name, outcome }) => name !== "SSH" || outcome !== "FAILED");
}
