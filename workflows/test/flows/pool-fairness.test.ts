import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { POOL_STATE_QUERY, type PoolStateView } from "../../src/contract/resource-pool.ts";
import { resourcePoolWorkflowId } from "../../src/contract/ids.ts";
import type { TrainRunInput } from "../../src/contract/train-run.ts";
import { deliverOutbox } from "../../src/worker/deliver-outbox.ts";
import { createFlowBed, type FlowBed } from "./flow-bed.ts";
import { eventually } from "./eventually.ts";

const MANY = 100;
let bed: FlowBed;
beforeAll(async () => {
  bed = await createFlowBed({ capacity: 1 });
});
afterAll(() => bed?.close());

function poolState(): Promise<PoolStateView> {
  const id = resourcePoolWorkflowId(bed.rows.resourceClassId);
  return bed.context.client.workflow.getHandle(id).query<PoolStateView>(POOL_STATE_QUERY);
}
/** Ends the run that holds the place, and answers the one that is granted it next. */
async function nextAfter(input: TrainRunInput): Promise<string> {
  await bed.tell(input, { kind: "REJECTED", message: "no" });
  return eventually(async () => {
    // The clock stands still otherwise, and with it every retry on a machine that was too busy for the first try.
    await bed.environment.sleep(200);
    const holder = (await poolState()).leases[0]?.runId;
    expect(holder).not.toBe(input.runId);
    expect(holder).toBeDefined();
    return holder!;
  });
}

test("one run of a small project waits for one run of a project with a hundred, and its place says so", async () => {
  const small = randomUUID();
  await bed.database.pool.query("UPDATE resource_class SET enabled = false");
  await bed.rows.addProject(small);
  const many: TrainRunInput[] = [];
  while (many.length < MANY) {
    for (let place = 0; place < 10; place += 1) many.push(await bed.rows.order());
    await deliverOutbox(bed.context);
  }
  // Several are ordered within one millisecond; those stand in the order of their ids.
  many.sort((a, b) => a.requestedAt.localeCompare(b.requestedAt) || a.runId.localeCompare(b.runId));
  await bed.rows.until(many.at(-1)!.runId, { place: MANY, waiting_for: "the resource class is disabled" });
  const one = await bed.train({ projectId: small });
  // The turn begins with either project: no run of the same project is passed by one that came later.
  await bed.rows.until(many.at(-1)!.runId, { place: MANY + 1 });
  const place = (await bed.rows.row(one.runId))!["place"] as number;
  expect(place).toBeLessThanOrEqual(2);
  const own = (await poolState()).queue.filter(({ projectId }) => projectId !== small).map(({ runId }) => runId);
  expect(own).toEqual(many.map(({ runId }) => runId));

  await bed.database.pool.query("UPDATE resource_class SET enabled = true");
  await bed.environment.sleep("2 minutes");
  const inTurn = place === 1 ? [one, many[0]!, many[1]!] : [many[0]!, one, many[1]!];
  await bed.rows.until(inTurn[0]!.runId, { desired: "RUN", place: null, waiting_for: null });
  expect(await nextAfter(inTurn[0]!)).toBe(inTurn[1]!.runId);
  expect(await nextAfter(inTurn[1]!)).toBe(inTurn[2]!.runId);
  await bed.rows.until(many[2]!.runId, { place: 1, waiting_for: "all places of this class are in use" });
});
