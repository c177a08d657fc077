import { inTransaction } from "@arena/database/client";
import { appendRunEvent } from "@arena/database/run-events";
import type { HaltReceipt, HaltReconciliation } from "../contract/halt.ts";
import type { RunFact } from "../contract/train-run.ts";
import { clearQuarantine } from "./clear-quarantine.ts";
import type { ControlContext } from "./control-context.ts";

/** What is learnt after the end: the receipt gains its reconciliation once, and a proof of emptiness frees the place. */
export async function reconcileClosedRun(context: ControlContext, runId: string, fact: RunFact): Promise<void> {
  const found = findingOf(fact);
  if (found === null) return;
  const classId = await inTransaction(context.pool, async (transaction) => {
    const run = (
      await transaction.query<{ receipt: HaltReceipt | null; resource_class_id: string }>(
        "SELECT receipt, resource_class_id FROM run WHERE id = $1 FOR NO KEY UPDATE",
        [runId],
      )
    ).rows[0];
    if (run === undefined) return null;
    const open = run.receipt !== null && !run.receipt.verified && adds(found, run.receipt.reconciliation);
    if (open) {
      await transaction.query(
        "UPDATE run SET receipt = jsonb_set(receipt, '{reconciliation}', $2::jsonb) WHERE id = $1",
        [runId, JSON.stringify(found)],
      );
      await appendRunEvent(transaction, runId, "RECONCILED", found);
    }
    return run.resource_class_id;
  });
  if (classId !== null && found.processGroupEmpty === true) await clearQuarantine(context, classId, { runId });
}

/** The first finding, or the proof after findings without one. */
function adds(found: HaltReconciliation, known: HaltReconciliation | null): boolean {
  return known === null || (found.processGroupEmpty === true && known.processGroupEmpty !== true);
}

function findingOf(fact: RunFact): HaltReconciliation | null {
  if (fact.kind === "RECONCILED")
    return {
      at: fact.at,
      processGroupEmpty: fact.processGroupEmpty,
      checkpoint: fact.checkpoint,
      message: fact.message,
    };
  if (fact.kind === "REVOKED")
    return {
      at: fact.at,
      processGroupEmpty: true,
      checkpoint: null,
      message: "The launch was revoked: nothing had run.",
    };
  if (fact.kind !== "ENDED") return null;
  const { ended } = fact;
  const proven = ended.evidence === "NONE" ? null : ended.processGroupEmpty;
  return {
    at: fact.at,
    processGroupEmpty: proven,
    checkpoint: ended.checkpoint,
    message: "The record of the end came late.",
  };
}
