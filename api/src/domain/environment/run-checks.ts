import { inTransaction } from "@arena/database/client";
import type { Command } from "../command.ts";
import { NotAllowedError } from "../errors.ts";
import { recordActivity } from "../record-activity.ts";
import { algorithmsThatFit } from "./algorithms-that-fit.ts";
import type { CheckEvent, UnpackedSource } from "./workshop.ts";

export interface ChecksToRun {
  readonly id: string;
  readonly sha256: string;
  readonly name: string;
  readonly version: string;
  /** Null: none was found. */
  readonly entryPoint: string | null;
  readonly configuration: Readonly<Record<string, unknown>>;
  readonly doRollouts: boolean;
}

export interface ValidationOutcome {
  readonly type: "outcome";
  readonly name: string;
  readonly version: string;
  readonly entryPoint: string | null;
  readonly valid: boolean;
  /** Which check failed, and why; null when valid. */
  readonly reason: string | null;
  readonly facts: Readonly<Record<string, string | number>>;
}

/** The events of the checks as they end, then what was written about the environment. */
export type ValidationStream = AsyncGenerator<CheckEvent | ValidationOutcome, void>;

interface Given {
  readonly run: ChecksToRun;
  /** Closed at the end. */
  readonly source: UnpackedSource;
  readonly faults: readonly string[];
  readonly signal: AbortSignal;
}

/** What is cancelled before its end is not written: the environment is as valid as it was. */
export async function* runChecks(command: Command, given: Given): ValidationStream {
  const { run, source, signal } = given;
  try {
    const facts: Record<string, string | number> = {};
    let reason: string | null = "The checks did not come to an end.";
    for await (const event of eventsOf(command, given)) {
      if (event.type === "facts") Object.assign(facts, event.facts);
      if (event.type === "rollouts") Object.assign(facts, event.summary);
      if (event.type === "check" && !event.result.success) reason = `${event.check}: ${event.result.error ?? "failed"}`;
      if (event.type === "end" && event.success) reason = null;
      yield event;
    }
    if (signal.aborted) throw new NotAllowedError("The validation was cancelled.");
    const { name, version, entryPoint } = run;
    await write(command, run, facts, reason);
    yield { type: "outcome", name, version, entryPoint, valid: reason === null, reason, facts };
  } finally {
    await source.close();
  }
}

async function* eventsOf(command: Command, { run, source, faults, signal }: Given): AsyncIterable<CheckEvent> {
  const { entryPoint, configuration, doRollouts } = run;
  if (entryPoint !== null) {
    yield* command.workshop.check(source, { mode: "validate", entryPoint, configuration, doRollouts }, signal);
    return;
  }
  // Without a class to make there is nothing to run; what could not be imported is most likely why.
  const check = faults.length > 0 ? "imports" : "entry_point";
  const error = faults.length > 0 ? faults.join("\n") : "No class of the source derives from gymnasium.Env.";
  yield { type: "check", check, result: { success: false, warnings: [], error } };
}

async function write(
  command: Command,
  run: ChecksToRun,
  facts: Readonly<Record<string, string | number>>,
  reason: string | null,
): Promise<void> {
  const { name, version, entryPoint } = run;
  const actionType = String(facts["action_type"] ?? "");
  const written = await inTransaction(command.database.pool, async (client) => {
    const { rowCount } = await client.query(
      `UPDATE environment SET valid = $3, invalid_reason = $4, entry_point = $5, observation_type = $6,
         action_type = $7, algorithms = $8, validated_at = CASE WHEN $3 THEN now() END,
         profiled_at = CASE WHEN $3 AND entry_point = $5 THEN profiled_at END,
         profile = CASE WHEN $3 AND entry_point = $5 THEN profile END
       WHERE id = $1 AND source_sha256 = $2 AND deleted_at IS NULL`,
      [
        run.id,
        run.sha256,
        reason === null,
        reason === null ? null : `Its validation failed: ${reason}`.slice(0, 2_000),
        entryPoint,
        String(facts["observation_type"] ?? ""),
        actionType,
        algorithmsThatFit(actionType),
      ],
    );
    if (rowCount === 0) return false;
    await recordActivity(client, command, {
      action: "environment.validate",
      subjectType: "Environment",
      subjectId: run.id,
      after: { name, version, entryPoint, valid: reason === null },
    });
    return true;
  });
  if (!written) throw new NotAllowedError(`${name}:${version} was replaced or deleted while it was validated.`);
}
