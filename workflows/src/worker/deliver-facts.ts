import { WorkflowNotFoundError } from "@temporalio/client";
import { factOf } from "../activities/read-run.ts";
import { trainRunWorkflowId } from "../contract/ids.ts";
import { FACT_SIGNAL } from "../contract/train-run.ts";
import type { ControlContext } from "./control-context.ts";
import { reconcileClosedRun } from "./reconcile-closed-run.ts";

interface Undelivered {
  run_id: string;
  source: string;
  source_sequence: number;
  kind: string;
  body: Record<string, unknown>;
  at: Date;
  order_id: number;
  experiment_id: string;
  number: number;
  closed: boolean;
}

/** In the order of the commit within a run; at least once, since the flow knows what it has applied. */
export async function deliverFacts(context: ControlContext): Promise<void> {
  const { pool, onError } = context;
  const { rows } = await pool.query<Undelivered>(
    `SELECT f.*, run.experiment_id, run.number, run.status IN ('STOPPED', 'SUCCEEDED', 'FAILED') AS closed
     FROM run_fact f JOIN run ON run.id = f.run_id WHERE f.delivered_at IS NULL ORDER BY f.order_id LIMIT 500`,
  );
  await reconcileQuarantined(context).catch(onError);
  const byRun = Map.groupBy(rows, (row) => row.run_id);
  await Promise.all(
    [...byRun.values()].map(async (facts) => {
      try {
        for (const row of facts) await deliverOne(context, row);
      } catch (error) {
        onError(error);
      }
    }),
  );
}

async function deliverOne(context: ControlContext, row: Undelivered): Promise<void> {
  const { pool, client } = context;
  const fact = factOf(row);
  if (row.closed) await reconcileClosedRun(context, row.run_id, fact);
  else {
    await client.workflow
      .getHandle(trainRunWorkflowId(row.experiment_id, row.number))
      .signal(FACT_SIGNAL, fact)
      .catch((error: unknown) => {
        // No workflow, though the run is open: the reconciler starts it again, and it reads all facts from here.
        if (!(error instanceof WorkflowNotFoundError)) throw error;
      });
  }
  await pool.query(
    "UPDATE run_fact SET delivered_at = now() WHERE run_id = $1 AND source = $2 AND source_sequence = $3",
    [row.run_id, row.source, row.source_sequence],
  );
}

/** A proof that was signalled in a run's last moments was not looked at any more: what still holds a place is looked at here. */
async function reconcileQuarantined(context: ControlContext): Promise<void> {
  const { rows } = await context.pool.query<Undelivered>(
    `SELECT f.* FROM lease JOIN run ON run.id = lease.run_id AND run.status IN ('STOPPED', 'SUCCEEDED', 'FAILED')
     JOIN run_fact f ON f.run_id = run.id WHERE lease.quarantined_reason IS NOT NULL AND (f.kind = 'REVOKED'
       OR (f.kind = 'RECONCILED' AND f.body->>'processGroupEmpty' = 'true')
       OR (f.kind = 'ENDED' AND f.body->'ended'->>'processGroupEmpty' = 'true' AND f.body->'ended'->>'evidence' <> 'NONE'))`,
  );
  for (const row of rows) await reconcileClosedRun(context, row.run_id, factOf(row));
}
