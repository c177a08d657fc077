/** `incarnation/<control queue>` ties one Temporal namespace to one database; the other half is the row `installation`. */
export const INCARNATION_WORKFLOW = "incarnation";
export const ADOPT_INCARNATION_SIGNAL = "adopt";

/**
 * `FIRST`: both are new. `SAME`: they belong together. `TEMPORAL_NEW`: the database has a history, Temporal has none.
 * `MISMATCH`: Temporal belonged to another database. The last two are reconciled from the database.
 */
export const INCARNATION_ANSWERS = ["FIRST", "SAME", "TEMPORAL_NEW", "MISMATCH"] as const;
export type IncarnationAnswer = (typeof INCARNATION_ANSWERS)[number];
