interface Row {
  readonly id: string;
}

/** A further page; what is known already (a row moved between two readings) is not shown twice. */
export function appendRows<R extends Row>(rows: readonly R[], more: readonly R[]): readonly R[] {
  const known = new Set(rows.map(({ id }) => id));
  return [...rows, ...more.filter(({ id }) => !known.has(id))];
}

/** The shown rows as they are now, where they are; new ones on top when `onTop`. */
export function refreshRows<R extends Row>(rows: readonly R[], fresh: readonly R[], onTop: boolean): readonly R[] {
  const byId = new Map(fresh.map((row) => [row.id, row]));
  const known = new Set(rows.map(({ id }) => id));
  const added = onTop ? fresh.filter(({ id }) => !known.has(id)) : [];
  return [...added, ...rows.map((row) => byId.get(row.id) ?? row)];
}
