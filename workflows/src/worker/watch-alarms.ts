import { raiseAlarm, type Alarm } from "../activities/raise-alarm.ts";
import type { ControlContext } from "./control-context.ts";

/** Twice the reconciler's interval and a half: one look that failed does not end an alarm. */
const LASTS_MS = 150_000;
/** One failure may be a worker that was killed, two its successor: the third is the flow's own. */
const ALARMING_ATTEMPT = 3;
const AT_ONCE = 10;

/** Raises an alarm for each workflow whose tasks fail, and says each alarm of this installation once. */
export function createAlarmWatch(): (context: ControlContext) => Promise<void> {
  let said = new Set<string>();
  return async (context) => {
    await raiseFailingFlows(context);
    const { rows } = await context.pool.query<Alarm>(
      "SELECT kind, subject, message FROM alarm WHERE lasts_until > now() ORDER BY raised_at",
    );
    for (const alarm of rows) if (!said.has(keyOf(alarm))) context.onAlarm(alarm);
    said = new Set(rows.map(keyOf));
  };
}

async function raiseFailingFlows(context: ControlContext): Promise<void> {
  // Not by the server's own mark, TemporalReportedProblems: it sets that only where its settings say so.
  const query = `ExecutionStatus = 'Running' AND TaskQueue = '${context.queues.control}'`;
  let batch: string[] = [];
  for await (const { workflowId } of context.client.workflow.list({ query })) {
    if (batch.push(workflowId) < AT_ONCE) continue;
    await Promise.all(batch.map((id) => raiseIfFailing(context, id)));
    batch = [];
  }
  await Promise.all(batch.map((id) => raiseIfFailing(context, id)));
}

async function raiseIfFailing({ pool, client }: ControlContext, workflowId: string): Promise<void> {
  const { raw } = await client.workflow.getHandle(workflowId).describe();
  if ((raw.pendingWorkflowTask?.attempt ?? 0) < ALARMING_ATTEMPT) return;
  const message = `Tasks of the workflow ${workflowId} fail: it neither goes on nor takes a halt`;
  await raiseAlarm(pool, { kind: "FLOW_FAILING", subject: workflowId, message }, LASTS_MS);
}

const keyOf = ({ kind, subject }: Alarm): string => `${kind} ${subject}`;
