import { afterAll, beforeAll, expect, test } from "vitest";
import { createDatabase } from "@arena/database/client";
import { createTestDatabase } from "@arena/database/test-database";
import { compareIncarnations } from "../../src/worker/compare-incarnations.ts";
import { createFlowBedOnServer, type FlowBed } from "../flows/flow-bed.ts";
import { eventually } from "../flows/eventually.ts";

let bed: FlowBed;
beforeAll(async () => {
  bed = await createFlowBedOnServer();
});
afterAll(() => bed?.close());

function incarnation(): ReturnType<FlowBed["context"]["client"]["workflow"]["getHandle"]> {
  return bed.context.client.workflow.getHandle(`incarnation/${bed.context.queues.control}`);
}

test("a database and a Temporal that do not belong together are noticed, once, and belong together afterwards", async () => {
  const other = await createTestDatabase();
  const database = createDatabase(other.url);
  const restored = { ...bed.context, pool: database.pool };
  try {
    expect(await compareIncarnations(bed.context)).toBe("FIRST");
    expect(await compareIncarnations(bed.context)).toBe("SAME");
    expect(await compareIncarnations(restored)).toBe("MISMATCH");
    await eventually(async () => expect(await compareIncarnations(restored)).toBe("SAME"));
    await incarnation().terminate();
    expect(await compareIncarnations(restored)).toBe("TEMPORAL_NEW");
  } finally {
    await incarnation()
      .terminate()
      .catch(() => undefined);
    await database.close();
    await other.drop();
  }
});
