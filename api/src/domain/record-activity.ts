import type pg from "pg";
import { v7 as uuidv7 } from "uuid";
import type { Channel } from "./viewer/viewer.ts";

/** Who changes something: a person through a command, or nobody, when the system itself does. */
export interface Actor {
  readonly viewer: { readonly organizationId: string; readonly personId: string | null };
  readonly via: Channel | "SYSTEM";
  readonly ipAddress: string | null;
}

export interface Activity {
  /** `noun.verb`, as `experiment.train`. */
  readonly action: string;
  readonly subjectType: string;
  readonly subjectId: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** In the change's own transaction, so that there is never one without the other. */
export async function recordActivity(client: pg.PoolClient, actor: Actor, activity: Activity): Promise<void> {
  await client.query(
    `INSERT INTO activity_record
       (id, organization_id, person_id, action, subject_type, subject_id, before, after, via, ip_address)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      uuidv7(),
      actor.viewer.organizationId,
      actor.viewer.personId,
      activity.action,
      activity.subjectType,
      activity.subjectId,
      asJson(activity.before),
      asJson(activity.after),
      actor.via,
      actor.ipAddress,
    ],
  );
}

function asJson(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}
