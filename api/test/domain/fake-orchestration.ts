import type { Database } from "@arena/database/client";
import type { HaltRequest, TrainRunInput } from "@arena/workflows/contract/train-run";
import { projectFirst } from "../../../workflows/src/activities/project-first.ts";
import type { HaltAnswer, Orchestration, RetireAnswer, StartAnswer } from "../../src/domain/orchestration-port.ts";

/** What the domain asks of its port; a start is carried out by the real first projection, unless it is told otherwise. */
export class FakeOrchestration implements Orchestration {
  readonly starts: TrainRunInput[] = [];
  readonly halts: { readonly workflowId: string; readonly request: HaltRequest }[] = [];
  /** Answers in place of the projection: the scheduler is away, or refuses. */
  startAnswer: StartAnswer | null = null;
  haltAnswer: HaltAnswer = "ACCEPTED";
  retireAnswer: RetireAnswer = "RETIRED";
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async startTrain(input: TrainRunInput): Promise<StartAnswer> {
    this.starts.push(input);
    if (this.startAnswer === "LATER") return "LATER";
    if (this.startAnswer === null) await projectFirst(this.#database.pool, input, "execution");
    // As the dispatcher: an order that was answered is delivered, whatever the answer.
    await this.#database.pool.query("UPDATE outbox SET delivered_at = now() WHERE dedupe_key = $1", [
      `train/${input.runId}`,
    ]);
    return this.startAnswer ?? "SCHEDULED";
  }

  async halt(workflowId: string, request: HaltRequest): Promise<HaltAnswer> {
    this.halts.push({ workflowId, request });
    return this.haltAnswer;
  }

  async retirePool(): Promise<RetireAnswer> {
    return this.retireAnswer;
  }

  async close(): Promise<void> {}
}
