import path from "node:path";
import { createClient, type ArenaClient, type RunMessage } from "@arena/sdk";
import type { System } from "./system.ts";

/** Runs what the manifest's key `rehearsal` names, and the classic trainer for manifests without it. */
export const rehearsalTrainer = {
  ARENA_TRAINER_COMMAND: JSON.stringify([process.execPath, path.join(import.meta.dirname, "fixtures", "trainer.mjs")]),
};

export type Manifest = Record<string, unknown>;

export function ppo(training: Manifest = {}, more: Manifest = {}): Manifest {
  return { algorithm: { name: "PPO" }, environment: { name: "CartPole-v1" }, training, ...more };
}
export const rehearsal = (behaviour: string): Manifest => ppo({}, { rehearsal: behaviour });

export function clientOf(system: System): ArenaClient {
  return createClient({ url: system.address, apiKey: system.apiKey });
}

export async function firstProject(client: ArenaClient): Promise<string> {
  const project = (await client.viewer())?.currentOrganization?.projects[0];
  if (project === undefined) throw new Error("the viewer has no project");
  return project.id;
}

let made = 0;
export async function createExperiment(client: ArenaClient, manifest: Manifest, name = `Experiment ${(made += 1)}`) {
  return client.createExperiment({ projectId: await firstProject(client), name, manifest });
}

export interface Started {
  readonly experimentId: string;
  readonly runId: string;
}
export async function train(client: ArenaClient, experimentId: string): Promise<Started> {
  const { run } = await client.trainExperiment({ id: experimentId });
  if (run === null) throw new Error("the scheduler did not answer in time");
  return { experimentId, runId: run.id };
}

export async function startRun(client: ArenaClient, manifest: Manifest): Promise<Started> {
  return train(client, (await createExperiment(client, manifest)).id);
}

type Run = NonNullable<Awaited<ReturnType<ArenaClient["run"]>>>;
/** Reads the run again at each message of its story, and at the deadline gives up. */
export async function awaitRun(
  client: ArenaClient,
  runId: string,
  what: string,
  condition: (run: Run) => boolean,
  deadlineMs = 60_000,
): Promise<Run> {
  const signal = AbortSignal.timeout(deadlineMs);
  let last: Run | null = null;
  for await (const _message of client.followRun(runId, { signal })) {
    last = await client.run(runId);
    if (last !== null && condition(last)) return last;
  }
  throw new Error(
    `waited ${deadlineMs} ms for a run that ${what}; it is ${last?.status} ${last?.phase ?? ""} ${last?.causeMessage ?? ""}`,
  );
}

/** Until a point at or past the step has been stored. */
export async function awaitStep(client: ArenaClient, runId: string, step: number, deadlineMs = 60_000): Promise<void> {
  const signal = AbortSignal.timeout(deadlineMs);
  for await (const { snapshot, events } of client.watchMetrics(runId, { names: ["score"], signal })) {
    const reached = [...(snapshot ?? []), ...events.flatMap((batch) => batch.series)];
    if (reached.some(({ steps }) => (steps.at(-1) ?? 0) >= step)) return;
  }
  throw new Error(`waited ${deadlineMs} ms for step ${step}`);
}

export const isRunning = (run: Run): boolean => run.status === "RUNNING";
export const hasEnded = (run: Run): boolean => ["STOPPED", "SUCCEEDED", "FAILED"].includes(run.status);
export const awaitEnd = (client: ArenaClient, runId: string, deadlineMs?: number): Promise<Run> =>
  awaitRun(client, runId, "has ended", hasEnded, deadlineMs);

/** Statuses in the order in which a subscriber was told. */
export function statusesOf(messages: readonly RunMessage[]): string[] {
  const told = messages.flatMap((message) => [
    ...(message.snapshot === null ? [] : [message.snapshot.status as string]),
    ...message.events.flatMap((event) =>
      event.kind === "STATUS" ? [(event.payload as { status: string }).status] : [],
    ),
  ]);
  return told.filter((status, index) => status !== told[index - 1]);
}

/** The bare UUID in an opaque id. */
export function uuidOf(id: string): string {
  return Buffer.from(id, "base64url").toString("utf8").split(":")[1] ?? "";
}

export function runFolder(system: System, runId: string): string {
  return path.join(system.dataDir, "home", "runs", uuidOf(runId));
}
