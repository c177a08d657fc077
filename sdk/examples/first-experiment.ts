// A first experiment: train, watch it learn, halt, read the receipt, resume, wait for the end.
//   node_modules/.bin/node sdk/examples/first-experiment.ts http://localhost:4000 arena_pat_…
import { ArenaError, createClient } from "@arena/sdk";

const [url, apiKey] = process.argv.slice(2);
if (url === undefined || apiKey === undefined) {
  console.error("usage: first-experiment.ts ADDRESS API_KEY");
  process.exit(2);
}
const HALT_AT_STEP = 10_000;
const client = createClient({ url, apiKey });

/** Prints the mean score of each stretch of training until the step is reached or the run is over. */
async function printScores(runId: string, untilStep: number): Promise<void> {
  const stop = new AbortController();
  // Points come for as long as anybody asks; the run's own story says when it has ended.
  const ended = followToEnd(runId).then(() => stop.abort());
  for await (const { snapshot, events } of client.watchMetrics(runId, { names: ["score"], signal: stop.signal })) {
    const points = [...(snapshot ?? []), ...events.flatMap((batch) => batch.series)];
    const step = points.at(-1)?.steps.at(-1);
    if (step === undefined) continue;
    console.log(`step ${step}: score ${points.at(-1)?.values.at(-1)?.toFixed(1) ?? "unknown"}`);
    if (step >= untilStep) return;
  }
  await ended;
}

/** The run as it is when it has ended. */
async function followToEnd(runId: string) {
  for await (const _message of client.followRun(runId)) continue;
  const run = await client.run(runId);
  if (run === null) throw new Error("the run is gone");
  return run;
}

try {
  const project = (await client.viewer())?.currentOrganization?.projects[0];
  if (project === undefined) throw new Error("make a project first");

  // A draft, and its first run. Names are unique in a project.
  const manifest = {
    algorithm: { name: "PPO" },
    environment: { name: "CartPole-v1" },
    training: { max_steps: 40_000 },
  };
  const name = `First experiment ${new Date().toISOString()}`;
  const experiment = await client.createExperiment({ projectId: project.id, name, manifest });
  const started = await client.trainExperiment({ id: experiment.id });
  if (started.run === null)
    throw new Error("the scheduler has not answered yet; look at the experiment in the browser");
  console.log(`training ${name}`);
  await printScores(started.run.id, HALT_AT_STEP);

  // The halt is durable once this answers; the receipt says what it came to.
  await client.haltExperiment({ id: experiment.id });
  const halted = await followToEnd(started.run.id);
  console.log(`${halted.status} at step ${halted.step}; receipt:`, halted.receipt);
  const checkpoint = halted.receipt?.checkpoint;
  if (checkpoint == null) throw new Error("nothing was saved to resume from");

  // A new run of the same experiment goes on where the first one stopped, bit for bit.
  const { run } = await client.resumeExperiment({ checkpointId: checkpoint.id });
  if (run === null) throw new Error("the scheduler has not answered yet; look at the experiment in the browser");
  console.log(`resumed from step ${checkpoint.step}`);
  await printScores(run.id, Infinity);
  const { status, step, bestScore } = await followToEnd(run.id);
  console.log(`${status} at step ${step}; best score ${bestScore?.toFixed(1)}`);
  process.exitCode = status === "SUCCEEDED" ? 0 : 1;
} catch (error) {
  // What the server refuses is an ArenaError with a stable code; anything else is a fault on the way.
  console.error(error instanceof ArenaError ? `${error.code}: ${error.message}` : error);
  process.exitCode = 1;
} finally {
  await client.close();
}
