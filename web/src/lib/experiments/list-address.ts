import type { ExperimentOrder, ExperimentStatus } from "@arena/sdk";

/** Filter and order of the experiments' table, as they stand in its address. */
export interface ListView {
  readonly statuses: readonly ExperimentStatus[];
  readonly text: string;
  /** Newest first when null. */
  readonly order: ExperimentOrder | null;
}

export const LISTED_STATUSES = [
  "RUNNING",
  "PENDING",
  "STOPPING",
  "STOPPED",
  "SUCCEEDED",
  "FAILED",
  "DRAFT",
] as const satisfies readonly ExperimentStatus[];
const FIELDS = { name: "NAME", status: "STATUS", changed: "UPDATED_AT", created: "CREATED_AT" } as const;
export type SortKey = keyof typeof FIELDS;
const LONGEST_TEXT = 100;

/** What does not make sense is left out: an address that somebody wrote by hand still shows a table. */
export function readListView(parameters: { get(name: string): string | null }): ListView {
  const asked = (parameters.get("status") ?? "").toUpperCase().split(",");
  const sort = parameters.get("sort") ?? "";
  const direction = parameters.get("direction") === "asc" ? ("ASC" as const) : ("DESC" as const);
  return {
    statuses: LISTED_STATUSES.filter((status) => asked.includes(status)),
    text: (parameters.get("text") ?? "").trim().slice(0, LONGEST_TEXT),
    order: sort in FIELDS ? { field: FIELDS[sort as SortKey], direction } : null,
  };
}

/** The query part of the address, with its question mark; empty for the whole list, newest first. */
export function listAddress({ statuses, text, order }: ListView): string {
  const parameters = new URLSearchParams();
  if (statuses.length > 0) parameters.set("status", statuses.join(","));
  if (text !== "") parameters.set("text", text);
  const sort = order === null ? null : sortKeyOf(order);
  if (order !== null && sort !== null) {
    parameters.set("sort", sort);
    parameters.set("direction", (order.direction ?? "ASC").toLowerCase());
  }
  const query = parameters.toString().replaceAll("%2C", ",");
  return query === "" ? "" : `?${query}`;
}

/** The order after a press on a column's head: first its natural direction, then the other, then newest first again. */
export function nextOrder(order: ExperimentOrder | null, key: SortKey): ExperimentOrder | null {
  const field = FIELDS[key];
  const natural = key === "changed" ? "DESC" : "ASC";
  if (order?.field !== field) return { field, direction: natural };
  return order.direction === natural ? { field, direction: natural === "ASC" ? "DESC" : "ASC" } : null;
}

export function sortKeyOf(order: ExperimentOrder): SortKey | null {
  return (Object.keys(FIELDS) as SortKey[]).find((key) => FIELDS[key] === order.field) ?? null;
}
