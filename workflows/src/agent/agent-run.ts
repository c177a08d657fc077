import { existsSync } from "node:fs";
import { basename } from "node:path";
import { INGEST_SOURCES, type AgentFactMessage, type IngestSource } from "../contract/agent-protocol.ts";
import { claimAsRevoked } from "../launcher/claim.ts";
import { DirectoryWatch } from "../launcher/directory-watch.ts";
import { isUnproven } from "../launcher/inspect-again.ts";
import type { RunFiles } from "../launcher/run-files.ts";
import {
  claimRecordSchema,
  isMoreSevere,
  readRecord,
  stopRecordSchema,
  type StartedClaim,
  type StopRecord,
} from "../launcher/run-records.ts";
import { writeAtOnce } from "../launcher/write-file.ts";
import { Backoff } from "./backoff.ts";
import { FactOutbox } from "./fact-outbox.ts";
import type { LaunchResources, RunGateway } from "./gateways/run-gateway.ts";
import { HaltPatience } from "./halt-patience.ts";
import type { IngestClient } from "./ingest-client.ts";
import { log } from "./log.ts";
import { readFacts } from "./run-facts.ts";
import { SourceTail } from "./source-tail.ts";

/** A machine that starts again is back in minutes; one that has broken, in days or never. */
const FIRST_PROOF_DELAY_MS = 2_000;
const LONGEST_PROOF_DELAY_MS = 60_000;

export interface AgentRunContext {
  readonly homeId: string;
  readonly client: IngestClient;
  readonly send: (fact: AgentFactMessage) => boolean;
  readonly gateway: RunGateway;
  /** The server holds all that this run will ever say. */
  readonly onAcknowledged: (run: AgentRun) => void;
}

/** One run at this home that the server does not yet hold in full. Owns its watch and its tails. */
export class AgentRun {
  readonly runId: string;
  readonly files: RunFiles;
  readonly #context: AgentRunContext;
  readonly #outbox: FactOutbox;
  readonly #tails: ReadonlyMap<IngestSource, SourceTail>;
  readonly #watch: DirectoryWatch;
  readonly #backoff = new Backoff();
  readonly #proofBackoff = new Backoff(FIRST_PROOF_DELAY_MS, LONGEST_PROOF_DELAY_MS);
  readonly #patience = new HaltPatience();
  #launching = false;
  #relaunch: NodeJS.Timeout | null = null;
  #proofWanted: NodeJS.Timeout | null = null;
  #checking = false;
  #disposed = false;

  constructor(runId: string, files: RunFiles, context: AgentRunContext) {
    this.runId = runId;
    this.files = files;
    this.#context = context;
    this.#outbox = new FactOutbox(context.send);
    const tailOf = (source: IngestSource): SourceTail =>
      new SourceTail({ runId, source, path: files[source] }, context.client, () => this.#look());
    this.#tails = new Map(INGEST_SOURCES.map((source) => [source, tailOf(source)]));
    this.#watch = new DirectoryWatch(files.directory, (name) => this.#changed(name));
    this.#look();
  }

  /** After each registration: the server's offsets hold, and every fact is said again. */
  registered(offsetOf: (source: IngestSource) => number): void {
    this.#outbox.reset();
    for (const [source, tail] of this.#tails) tail.startFrom(offsetOf(source));
    this.#look();
  }

  launch(resources: LaunchResources | null): void {
    if (this.#disposed || this.#launching || this.#isDecided()) return;
    this.#launching = true;
    const ended = this.#context.gateway.launch(this, resources).catch((error: unknown) => (error as Error).message);
    void ended.then((reason) => {
      this.#launching = false;
      this.#look();
      if (this.#disposed || this.#isDecided()) return;
      log(`launcher of run ${this.runId} ended before its claim (${reason}), trying again`);
      this.#relaunch = setTimeout(() => this.launch(resources), this.#backoff.nextDelayMs());
    });
  }

  #isDecided(): boolean {
    return existsSync(this.files.claim) || existsSync(this.files.rejected);
  }

  stop(stop: StopRecord): void {
    if (existsSync(this.files.rejected)) return;
    if (!existsSync(this.files.claim) && claimAsRevoked(this.files.claim)) {
      this.#context.gateway.revoked(this);
      this.#look();
      return;
    }
    if (readRecord(this.files.claim, claimRecordSchema)?.kind !== "STARTED") return;
    if (isMoreSevere(stop, readRecord(this.files.stop, stopRecordSchema))) {
      writeAtOnce(this.files.stop, JSON.stringify(stop));
    }
  }

  factStored(source: string, sourceSequence: number): void {
    this.#outbox.stored(source, sourceSequence);
    this.#look();
  }

  dispose(): void {
    this.#disposed = true;
    this.#watch.dispose();
    for (const timer of [this.#relaunch, this.#proofWanted]) if (timer !== null) clearTimeout(timer);
    for (const tail of this.#tails.values()) tail.dispose();
  }

  #changed(name: string | null): void {
    for (const [source, tail] of this.#tails) {
      if (name === null || name === basename(this.files[source])) tail.wake();
    }
    const { claim, rungs, rejected, ended, reconciled } = this.files;
    if (name === null || [claim, rungs, rejected, ended, reconciled].some((path) => basename(path) === name))
      this.#look();
  }

  #look(): void {
    if (this.#disposed) return;
    try {
      this.#lookAtFiles();
    } catch (error) {
      log(`run ${this.runId}: ${(error as Error).message}`);
    }
  }

  #lookAtFiles(): void {
    const claim = readRecord(this.files.claim, claimRecordSchema);
    if (existsSync(this.files.ended)) for (const tail of this.#tails.values()) tail.finish();
    else if (claim?.kind === "STARTED") this.#checkLauncher(claim);
    const facts = readFacts(this.files, this.runId, this.#context.homeId);
    const tailsComplete = [...this.#tails.values()].every((tail) => tail.complete);
    this.#outbox.offer(facts.filter((fact) => fact.body.kind !== "ENDED" || tailsComplete));
    const last = facts.find((fact) => ["ENDED", "REVOKED", "REJECTED"].includes(fact.body.kind));
    if (last === undefined || !this.#outbox.holdsNothingOf(facts)) return;
    if (claim?.kind === "STARTED" && isUnproven(this.files)) this.#inspectAgain(claim);
    else this.#context.onAcknowledged(this);
  }

  /** Until there is a proof the server holds the run's place, and this home its files. */
  #inspectAgain(claim: StartedClaim): void {
    this.#proofWanted ??= setTimeout(() => {
      void this.#context.gateway
        .inspectAgain(this, claim)
        .catch((error: unknown) => log(`inspection of run ${this.runId}: ${(error as Error).message}`))
        .then(() => {
          this.#proofWanted = null;
          this.#look();
        });
    }, this.#proofBackoff.nextDelayMs());
  }

  #checkLauncher(claim: StartedClaim): void {
    if (this.#checking) return;
    this.#checking = true;
    void this.#inspectIfGone(claim)
      .catch((error: unknown) => log(`inspection of run ${this.runId}: ${(error as Error).message}`))
      .then((inspected) => {
        this.#checking = false;
        if (inspected === true) this.#look();
      });
  }

  async #inspectIfGone(claim: StartedClaim): Promise<boolean> {
    const hangs = this.#patience.isOver(readRecord(this.files.stop, stopRecordSchema), performance.now());
    if (!hangs && (await this.#context.gateway.lives(this, claim))) return false;
    if (this.#disposed || existsSync(this.files.ended)) return !this.#disposed;
    const why = hangs ? "does not end though it was told to, taking over" : "is gone without an end record, inspecting";
    log(`launcher of run ${this.runId} ${why}`);
    await this.#context.gateway.inspect(this, claim, hangs);
    return true;
  }
}
