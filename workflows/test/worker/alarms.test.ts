import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Alarm } from "../../src/activities/raise-alarm.ts";
import { createAlarmWatch } from "../../src/worker/watch-alarms.ts";
import { eventually } from "../flows/eventually.ts";
import { createFlowBedOnServer, type FlowBed } from "../flows/flow-bed.ts";

let bed: FlowBed;
beforeAll(async () => {
  bed = await createFlowBedOnServer();
});
afterAll(() => bed?.close());

test("a workflow whose tasks fail is said once, and stays an alarm until nobody finds it any more", async () => {
  const heard: Alarm[] = [];
  const watch = createAlarmWatch();
  const look = () => watch({ ...bed.context, onAlarm: (alarm) => heard.push(alarm) });
  const workflowId = `failing/${randomUUID()}`;
  // The worker has no flow of this name, so each of its tasks fails.
  const handle = await bed.context.client.workflow.start("noSuchFlow", {
    workflowId,
    taskQueue: bed.context.queues.control,
  });
  try {
    await eventually(async () => {
      await look();
      expect(heard.map(({ kind, subject }) => ({ kind, subject }))).toEqual([
        { kind: "FLOW_FAILING", subject: workflowId },
      ]);
    });
    await look();
    expect(heard).toHaveLength(1);
  } finally {
    await handle.terminate();
  }
  await bed.database.pool.query("UPDATE alarm SET lasts_until = now()");
  await eventually(async () => {
    await look();
    const { rowCount } = await bed.database.pool.query("SELECT FROM alarm WHERE lasts_until > now()");
    expect(rowCount).toBe(0);
  });
}, 120_000);
