import type { Queryable } from "@arena/database/queryable";

export interface Alarm {
  /** FLOW_FAILING: a workflow whose tasks fail. PROJECTION_CONFLICT: one key of a projection came with two contents. */
  readonly kind: "FLOW_FAILING" | "PROJECTION_CONFLICT";
  /** A workflow's or a run's id. */
  readonly subject: string;
  readonly message: string;
}

/** Raised again it lasts longer and keeps the time of its beginning. */
export async function raiseAlarm(client: Queryable, alarm: Alarm, lastsMs: number): Promise<void> {
  await client.query(
    `INSERT INTO alarm (kind, subject, message, lasts_until) VALUES ($1, $2, $3, now() + $4 * interval '1 millisecond')
     ON CONFLICT (kind, subject) DO UPDATE SET message = excluded.message, lasts_until = excluded.lasts_until,
       raised_at = CASE WHEN alarm.lasts_until < now() THEN now() ELSE alarm.raised_at END`,
    [alarm.kind, alarm.subject, alarm.message, lastsMs],
  );
}
