import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { expect } from "vitest";
import { until } from "../../until.ts";
import type { Rack } from "./rack.ts";

const MANIFEST = {
  algorithm: { name: "PPO" },
  environment: { name: "CartPole-v1" },
  // More than is ever reached here: each run is halted.
  training: { max_steps: 1_000_000_000 },
};
/** A key may ask 600 times a minute. */
const ASK_MS = 250;
/** Ray gives a process of its own a minute to register (`worker_register_timeout_seconds`) before it starts another. */
const STARTS_WITHIN_MS = 120_000;

type Run = NonNullable<Awaited<ReturnType<Rack["client"]["run"]>>>;
type Operation = NonNullable<Awaited<ReturnType<Rack["client"]["clusterOperation"]>>>;

/** One experiment on a rack's class, with the run that is its newest; and how the class is. */
export class RackRun {
  readonly #rack: Rack;
  readonly #name: string;
  #experimentId = "";
  #runId = "";

  constructor(rack: Rack, name = "On the rack") {
    this.#rack = rack;
    this.#name = name;
  }

  async train(): Promise<Run> {
    await this.order();
    return this.untilTrains(10_000);
  }

  /** It may have to wait. */
  async order(): Promise<void> {
    const { client, classId } = this.#rack;
    const projectId = Buffer.from(`Project:${this.#rack.projectId}`).toString("base64url");
    const given = { projectId, name: this.#name, manifest: MANIFEST, resourceClassId: classId };
    if (this.#experimentId === "") this.#experimentId = (await client.createExperiment(given)).id;
    this.#runId = (await client.trainExperiment({ id: this.#experimentId })).run!.id;
  }

  halt(): Promise<unknown> {
    return this.#rack.client.haltExperiment({ id: this.#experimentId });
  }

  async resume(checkpointId: string): Promise<void> {
    this.#runId = (await this.#rack.client.resumeExperiment({ checkpointId })).run!.id;
  }

  async now(): Promise<Run> {
    return (await this.#rack.client.run(this.#runId))!;
  }

  /** Until the condition holds; fails with the last state, and what the cluster says of it. */
  async until(what: string, holds: (run: Run) => boolean, deadlineMs = 60_000): Promise<Run> {
    let last: Run | null = null;
    const look = async (): Promise<Run | null> => {
      last = await this.now();
      return holds(last) ? last : null;
    };
    const seen = (): string => `${what}; it is ${JSON.stringify(last && brief(last))}`;
    try {
      return await until(look, { what: seen, deadlineMs, everyMs: ASK_MS });
    } catch (error) {
      throw new Error(`${(error as Error).message}\n${await this.#story()}`, { cause: error });
    }
  }

  /** What there is of the run on the storage, and the newest words of agent and Ray. */
  async #story(): Promise<string> {
    const [{ docker }, host] = [this.#rack.dockers[0]!, this.#rack.hosts[0]!];
    const head = (await docker("ps", "-q", "--filter", "name=ray-head").catch(String)).trim();
    const ray = "tail -n 60 /tmp/ray/session_latest/logs/gcs_server.out";
    const log = (await docker("inspect", "--format", "{{.LogPath}}", head).catch(String)).trim();
    const said = existsSync(host.path(log)) ? readFileSync(host.path(log), "utf8").split("\n").slice(-60) : [log];
    const files = existsSync(this.folder) ? readdirSync(this.folder) : [];
    const job = path.join(this.folder, "ray-job.json");
    return [
      `files: ${files.join(" ")}`,
      `job: ${existsSync(job) ? readFileSync(job, "utf8") : "none"}`,
      `head: ${said.join("\n")}`,
      `Ray: ${await docker("exec", head, "bash", "-c", ray).catch(String)}`,
    ].join("\n");
  }

  untilTrains(afterStep: number): Promise<Run> {
    return this.until("it trains", ({ status, step }) => status === "RUNNING" && step > afterStep, STARTS_WITHIN_MS);
  }

  untilEnded(): Promise<Run> {
    return this.until("it has ended", ({ endedAt }) => endedAt !== null, 90_000);
  }

  get uuid(): string {
    return Buffer.from(this.#runId, "base64url").toString().split(":")[1]!;
  }

  /** On the storage that the hosts share. */
  get folder(): string {
    return path.join(this.#rack.home, "runs", this.uuid);
  }

  get eventsPath(): string {
    return path.join(this.folder, "events.ndjson");
  }

  /** How often a trainer was started, in the trainers' own words. */
  get starts(): number {
    if (!existsSync(this.eventsPath)) return 0;
    return readFileSync(this.eventsPath, "utf8").split('"type":"started"').length - 1;
  }

  get bytesOfEvents(): number {
    return statSync(this.eventsPath).size;
  }

  /** Until the server has all that the trainer wrote, each point once: also of what it wrote while nobody could be told. */
  async untilStored(): Promise<void> {
    const { pool } = this.#rack.system;
    let seen = "nothing";
    const isStored = async (): Promise<boolean> => {
      const [bytes, points] = [this.bytesOfEvents, pointsIn(readFileSync(this.eventsPath, "utf8"))];
      const { rows } = await pool.query<{ bytes: string; points: string }>(
        `SELECT (SELECT acked_offset FROM ingest_offset WHERE run_id = $1 AND source = 'events') AS bytes,
           (SELECT sum(point_count) FROM metric_series WHERE run_id = $1) AS points`,
        [this.uuid],
      );
      seen = `${rows[0]!.bytes} of ${bytes} bytes, ${rows[0]!.points} of ${points} points`;
      return Number(rows[0]!.bytes) === bytes && Number(rows[0]!.points) === points;
    };
    await until(isStored, { what: () => `all is stored once, not ${seen}`, everyMs: ASK_MS });
  }

  /** As its class counts them. */
  async untilPlacesAreHeld(count: number): Promise<void> {
    const { pool } = this.#rack.system;
    let seen: readonly string[] = [];
    const look = async (): Promise<boolean> => {
      const { rows } = await pool.query<{ held: string }>(
        "SELECT coalesce(quarantined_reason, '-') AS held FROM lease",
      );
      seen = rows.map(({ held }) => held);
      return seen.length === count;
    };
    const what = () => `${count} places are held, not ${JSON.stringify(seen)}`;
    await until(look, { what, deadlineMs: 120_000, everyMs: ASK_MS });
  }

  /** Of hosts: where a container has a process of this run. */
  async places(): Promise<number[]> {
    const found = await Promise.all(
      this.#rack.dockers.map(async ({ docker }, index) => {
        const ids = (await docker("ps", "-q")).split("\n").filter(Boolean);
        const shown = await Promise.all(ids.map((id) => docker("top", id, "-eo", "pid,args").catch(() => "")));
        return shown.some((text) => text.includes(this.uuid)) ? index : null;
      }),
    );
    return found.filter((index) => index !== null);
  }
}

function pointsIn(events: string): number {
  const metrics = events.split("\n").filter((line) => line.includes('"type":"metrics"'));
  return metrics.reduce((sum, line) => sum + Object.keys((JSON.parse(line) as { values: object }).values).length, 0);
}

const brief = ({ status, phase, step, unreachableSince, cause, receipt }: Run): object => ({
  ...{ status, phase, step, unreachableSince, cause, receipt },
});

export async function operationEnd({ client }: Rack, operationId: string): Promise<Operation> {
  for await (const _message of client.followInstall(operationId, { signal: AbortSignal.timeout(240_000) })) continue;
  return (await client.clusterOperation(operationId))!;
}

export async function untilConnection({ client, classId }: Rack, connection: string): Promise<void> {
  const look = async () => (await client.onPremClasses({}))!.edges.find(({ node }) => node.id === classId)!.node;
  await until(async () => (await look()).connection === connection, {
    what: () => `the class is ${connection}`,
    deadlineMs: 90_000,
    everyMs: ASK_MS,
  });
}

/** Asks for a proof and answers with its checks that did not pass: their names, and what was seen. */
export async function faultsOfProof({ client, classId }: Rack): Promise<Record<string, string>> {
  const before = (await client.classCluster(classId))?.proof?.at ?? "";
  await client.proveCluster({ id: classId });
  let proof = (await client.classCluster(classId))!.proof;
  await until(
    async () => {
      proof = (await client.classCluster(classId))!.proof;
      return proof !== null && proof.at > before;
    },
    { what: () => "a newer proof", deadlineMs: 120_000, everyMs: ASK_MS },
  );
  const failed = proof!.checks.filter(({ outcome }) => outcome === "FAILED");
  for (const { remedy } of failed) expect(remedy).toMatch(/\S/);
  return Object.fromEntries(failed.map(({ name, observed }) => [name, observed]));
}
