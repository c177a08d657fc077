import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { inTransaction } from "@arena/database/client";
import { appendMetrics, type MetricPoint } from "@arena/database/metrics";
import { createDomainDatabase, MANIFEST, OrganizationRows, type DomainDatabase } from "../domain/organization-rows.ts";
import { Caller } from "./caller.ts";
import { giveKey, startCliServer, type CliServer } from "./cli-server.ts";

let opened: DomainDatabase;
let rows: OrganizationRows;
let server: CliServer;
let caller: Caller;
beforeAll(async () => {
  opened = await createDomainDatabase();
});
beforeEach(async () => {
  rows = await OrganizationRows.create(opened.database);
  server = await startCliServer(rows);
  caller = new Caller(server, await giveKey(rows));
  return async () => {
    await server.close();
    expect(server.errors).toEqual([]);
  };
});
afterAll(() => opened?.close());

const csvOf = async (query: string): Promise<string[]> => {
  const answer = await caller.send("GET", `experiments/metrics?${query}`);
  expect(answer.headers.get("content-type")).toBe("text/csv; charset=utf-8");
  return (await answer.text()).trimEnd().split("\n");
};
const store = (runId: string, points: MetricPoint[]) =>
  inTransaction(opened.database.pool, (client) => appendMetrics(client, runId, points));
const named = (experimentId: string, name: string) =>
  opened.database.pool.query("UPDATE experiment SET name = $2 WHERE id = $1", [experimentId, name]);

test("a resumed run goes on where its checkpoint was; another start is another story", async () => {
  const { experimentId, runId, checkpointId } = await rows.stopped(200);
  await named(experimentId, "M");
  await store(
    runId,
    [100, 200, 300].map((step) => ({ name: "score", step, value: step })),
  );
  expect(await csvOf("experiment_name=M&preview_rows=10")).toEqual(["steps,score", "100,100", "200,200", "300,300"]);
  expect(await caller.data("POST", "experiments/jobs/resume", { experiment_name: "M", max_steps: 5_000 })).toBeTruthy();
  const second = rows.orchestration.starts.at(-1)!;
  expect(second.resumeCheckpointId).toBe(checkpointId);
  await store(second.runId, [
    { name: "score", step: 300, value: 7 },
    { name: "loss", step: 300, value: null },
    { name: "loss", step: 400, value: 0.5 },
  ]);
  expect(await csvOf("experiment_name=M&preview_rows=10")).toEqual([
    "steps,loss,score",
    "100,,100",
    "200,,200",
    "300,,7",
    "400,0.5,",
  ]);
  expect(await csvOf("experiment_name=M&preview_rows=2&metric=score")).toEqual(["steps,score", "100,100", "200,200"]);
  expect(await csvOf("experiment_name=M&preview_rows=1&metric=score&metric=loss")).toEqual([
    "steps,score,loss",
    "100,100,",
  ]);
  expect(await csvOf("experiment_name=M&preview_rows=0")).toEqual(["steps,loss,score"]);
  expect(await caller.data("GET", "experiments/metrics?experiment_name=M")).toEqual(["loss", "score"]);
});

test("names and file names are what they say, whatever is in them", async () => {
  const { experimentId, runId } = await rows.running();
  await named(experimentId, `../a "b"; c/é`);
  await store(runId, [{ name: 'train/a,"b"', step: 1, value: 1 }]);
  const answer = await caller.send(
    "GET",
    `experiments/metrics?${new URLSearchParams({ experiment_name: `../a "b"; c/é`, preview_rows: "5" })}`,
  );
  expect(answer.headers.get("content-disposition")).toBe('attachment; filename="__a_b_c__metrics.csv"');
  expect(await answer.text()).toBe('steps,"train/a,""b"""\n1,1\n');
});

test("rows come in their order over many windows, and end at the limit", async () => {
  const { experimentId, runId } = await rows.running();
  await named(experimentId, "Long");
  for (let from = 0; from < 12_000; from += 4_000)
    await store(
      runId,
      Array.from({ length: 4_000 }, (_, at) => ({ name: "score", step: (from + at) * 7, value: at })),
    );
  const lines = await csvOf("experiment_name=Long&preview_rows=50000");
  expect(lines.slice(1).map((line) => Number(line.split(",")[0]))).toEqual(
    Array.from({ length: 12_000 }, (_, at) => at * 7),
  );
  expect(await csvOf("experiment_name=Long&preview_rows=11000")).toHaveLength(11_001);
  expect(await csvOf("experiment_name=Long&preview_rows=99999999")).toHaveLength(12_001);
});

test("of an experiment that has never run there are none", async () => {
  await rows.experiment(MANIFEST, "Never");
  expect(await caller.data("GET", "experiments/metrics?experiment_name=Never")).toEqual([]);
  expect(await csvOf("experiment_name=Never&preview_rows=5")).toEqual(["steps"]);
  expect(await caller.data("GET", "experiments/jobs/checkpoints?experiment_name=Never")).toEqual([]);
});
