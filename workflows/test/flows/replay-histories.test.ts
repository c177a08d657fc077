import { readdir, readFile } from "node:fs/promises";
import type { History } from "@temporalio/common/lib/proto-utils.js";
import { DefaultLogger, Runtime, Worker } from "@temporalio/worker";
import { expect, test } from "vitest";
import { currentBundle } from "../../src/worker/workers.ts";
import { historyFromText } from "./history-text.ts";
import { CLUSTER_SCENARIOS } from "./cluster-scenarios.ts";
import { SCENARIOS } from "./history-scenarios.ts";

Runtime.install({ logger: new DefaultLogger("ERROR", () => undefined) });
const FOLDER = new URL("./histories/", import.meta.url);
const files = (await readdir(FOLDER)).filter((name) => name.endsWith(".json")).sort();

async function readHistory(file: string): Promise<History> {
  return historyFromText(await readFile(new URL(file, FOLDER), "utf8"));
}

/** What is wrong with each, by its name; empty when all of them replay. */
async function replay(histories: Readonly<Record<string, History>>): Promise<Record<string, string>> {
  const given = Object.entries(histories).map(([name, history]) => ({
    workflowId: history.events?.[0]?.workflowExecutionStartedEventAttributes?.workflowId ?? name,
    history,
    name,
  }));
  const wrong: Record<string, string> = {};
  let place = 0;
  for await (const { error } of Worker.runReplayHistories({ workflowBundle: await currentBundle() }, given)) {
    if (error !== undefined) wrong[given[place]!.name] = String(error);
    place += 1;
  }
  expect(place).toBe(given.length);
  return wrong;
}

test("every ending is recorded, and every recorded history replays on the flows as they are", async () => {
  for (const name of Object.keys({ ...SCENARIOS, ...CLUSTER_SCENARIOS })) expect(files.join(" ")).toContain(`-${name}`);
  const histories = await Promise.all(files.map(async (file) => [file, await readHistory(file)] as const));
  expect(await replay(Object.fromEntries(histories))).toEqual({});
});

test("a history in which the flow called another activity does not replay", async () => {
  const history = await readHistory("trainRun-records-away.json");
  const scheduled = history.events!.find((event) => event.activityTaskScheduledEventAttributes)!;
  scheduled.activityTaskScheduledEventAttributes!.activityType = { name: "anotherActivity" };
  expect(await replay({ changed: history })).toEqual({ changed: expect.stringContaining("anotherActivity") });
});

test("a history in which the flow did less does not replay", async () => {
  const history = await readHistory("deleteExperiment-deleted.json");
  const timers = history.events!.filter(
    (event) => event.timerStartedEventAttributes ?? event.timerFiredEventAttributes,
  );
  expect(timers.length).toBeGreaterThan(0);
  for (const event of timers) {
    if (event.timerStartedEventAttributes) event.timerStartedEventAttributes.timerId = "another";
    else event.timerFiredEventAttributes!.timerId = "another";
  }
  expect(Object.keys(await replay({ changed: history }))).toEqual(["changed"]);
});

test("recorded histories carry the flags without which a changed activity would go unnoticed", async () => {
  for (const file of files) {
    const { events } = await readHistory(file);
    const flags = events!.flatMap(
      (event) => event.workflowTaskCompletedEventAttributes?.sdkMetadata?.coreUsedFlags ?? [],
    );
    expect(flags, file).toEqual(expect.arrayContaining([1, 2, 3]));
  }
});
