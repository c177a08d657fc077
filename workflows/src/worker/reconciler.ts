import type pg from "pg";
import { UNREACHABLE_AFTER_MS } from "../contract/agent-protocol.ts";
import { closeStaleFlows } from "./close-stale-flows.ts";
import type { ControlContext } from "./control-context.ts";
import { observeClusters } from "./observe-clusters.ts";
import { recoverDeletions } from "./recover-deletions.ts";
import { recoverRuns } from "./recover-runs.ts";
import { remindReleases } from "./remind-releases.ts";
import { createAlarmWatch } from "./watch-alarms.ts";

const RECOVERY_INTERVAL_MS = 60_000;
const CONTACT_INTERVAL_MS = 2_000;

export function startReconciler(context: ControlContext): { close(): void } {
  const { pool, onError } = context;
  const rounds = [recoverRuns, closeStaleFlows, recoverDeletions, remindReleases, createAlarmWatch()];
  const recover = (): void => rounds.forEach((one) => void one(context).catch(onError));
  const contact = (): void => {
    void writeContactFacts(pool).catch(onError);
    void observeClusters(context).catch(onError);
  };
  recover();
  const timers = [setInterval(recover, RECOVERY_INTERVAL_MS), setInterval(contact, CONTACT_INTERVAL_MS)];
  return { close: () => timers.forEach(clearInterval) };
}

/** Contact is a level too: a fact is written only when it differs from the last one that was. */
export async function writeContactFacts(pool: pg.Pool): Promise<void> {
  await pool.query(
    `WITH open AS (
       SELECT run.id, home.last_heartbeat_at, home.last_heartbeat_at < now() - $1 * interval '1 millisecond' AS lost, last.kind, coalesce(last.source_sequence, 0) AS sequence
       FROM run JOIN agent_home home ON home.id = run.home_id LEFT JOIN LATERAL (
         SELECT kind, source_sequence FROM run_fact WHERE run_id = run.id AND source = 'reconciler' ORDER BY source_sequence DESC LIMIT 1) last ON true
       WHERE run.status IN ('PENDING', 'RUNNING', 'STOPPING'))
     INSERT INTO run_fact (run_id, source, source_sequence, kind, body, at)
     SELECT id, 'reconciler', sequence + 1, CASE WHEN lost THEN 'UNREACHABLE' ELSE 'REACHABLE' END,
       CASE WHEN lost THEN jsonb_build_object('kind', 'UNREACHABLE', 'since', to_char(last_heartbeat_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
         ELSE jsonb_build_object('kind', 'REACHABLE') END, now()
     FROM open WHERE lost <> (coalesce(kind, 'REACHABLE') = 'UNREACHABLE') ON CONFLICT DO NOTHING`,
    [UNREACHABLE_AFTER_MS],
  );
}
