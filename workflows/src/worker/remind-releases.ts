import type { ControlContext } from "./control-context.ts";

/** What was delivered this lately may be on its way to the pool's state, and from there to its rows. */
const SETTLING = "interval '5 seconds'";

/** Temporal restored from an older copy: the pool holds a place again that a Manager has released since. */
export async function remindReleases({ pool }: Pick<ControlContext, "pool">): Promise<void> {
  await pool.query(
    `UPDATE outbox SET delivered_at = NULL, not_before = now() FROM lease
     WHERE kind = 'CLEAR_QUARANTINE' AND dedupe_key = 'release-place/' || lease.run_id
       AND lease.quarantined_reason IS NOT NULL AND outbox.delivered_at < now() - ${SETTLING}`,
  );
}
