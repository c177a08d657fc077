import type pg from "pg";
import type { Queryable } from "./queryable.ts";
import { storableJson } from "./storable-json.ts";

export interface ClusterEvent {
  readonly sequence: number;
  readonly kind: "HOST" | "OPERATION" | "LOG";
  readonly hostPosition: number | null;
  readonly stage: string | null;
  /** Of LOG: what a stage said. */
  readonly lines: readonly string[] | null;
  readonly at: Date;
}
type NewEvent = Pick<ClusterEvent, "kind"> & Partial<Pick<ClusterEvent, "hostPosition" | "stage" | "lines">>;

/** Appends to what is known of an operation. The UPDATE takes its row's lock: sequences follow the commits, without gaps. */
export async function appendClusterEvent(client: pg.PoolClient, operationId: string, event: NewEvent): Promise<void> {
  await client.query(
    `WITH next AS (UPDATE cluster_operation SET sequence = sequence + 1 WHERE id = $1 RETURNING sequence)
     INSERT INTO cluster_event (operation_id, sequence, kind, host_position, stage, lines)
     SELECT $1, sequence, $2, $3, $4, $5::jsonb FROM next`,
    [
      operationId,
      event.kind,
      event.hostPosition ?? null,
      event.stage ?? null,
      event.lines === undefined || event.lines === null ? null : storableJson(event.lines),
    ],
  );
}

export async function readClusterEvents(
  pool: Queryable,
  operationId: string,
  { afterSequence = 0, first = 1_000 }: { readonly afterSequence?: number; readonly first?: number } = {},
): Promise<ClusterEvent[]> {
  const { rows } = await pool.query<ClusterEvent>(
    `SELECT sequence, kind, host_position AS "hostPosition", stage, lines, at FROM cluster_event
     WHERE operation_id = $1 AND sequence > $2 ORDER BY sequence LIMIT $3`,
    [operationId, afterSequence, first],
  );
  return rows.map((row) => ({ ...row, sequence: Number(row.sequence) }));
}

/** The last lines that a host's stages said, oldest first. */
export async function readClusterLog(
  pool: Queryable,
  operationId: string,
  hostPosition: number,
  last: number,
): Promise<{ stage: string; text: string; at: Date }[]> {
  const { rows } = await pool.query<{ stage: string; text: string; at: Date }>(
    `SELECT stage, text, at FROM (
       SELECT e.stage, line.text, e.at, e.sequence, line.place FROM cluster_event e, jsonb_array_elements_text(e.lines) WITH ORDINALITY AS line(text, place)
       WHERE e.operation_id = $1 AND e.host_position = $2 AND e.kind = 'LOG' ORDER BY e.sequence DESC, line.place DESC LIMIT $3) newest
     ORDER BY sequence, place`,
    [operationId, hostPosition, last],
  );
  return rows;
}
