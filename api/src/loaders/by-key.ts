import DataLoader from "dataloader";

/** One query for all ids of a tick; what is not found is null. */
export function byKey<Row>(
  load: (ids: readonly string[]) => Promise<readonly Row[]>,
  keyOf: (row: Row) => string,
): DataLoader<string, Row | null> {
  return new DataLoader(async (ids) => {
    const rows = new Map((await load(ids)).map((row) => [keyOf(row), row]));
    return ids.map((id) => rows.get(id) ?? null);
  });
}

/** As `byKey`, for many rows a key. Rows keep the order in which the query gave them. */
export function listsByKey<Row>(
  load: (ids: readonly string[]) => Promise<readonly Row[]>,
  keyOf: (row: Row) => string,
): DataLoader<string, readonly Row[]> {
  return new DataLoader(async (ids) => {
    const lists = new Map<string, Row[]>(ids.map((id) => [id, []]));
    for (const row of await load(ids)) lists.get(keyOf(row))?.push(row);
    return ids.map((id) => lists.get(id) ?? []);
  });
}
