import type { Command } from "../command.ts";
import { NotAllowedError } from "../errors.ts";
import type { StartResult } from "./order-start.ts";

/** How long an answer is waited for; later the dispatcher carries out what is committed. */
const ANSWER_DEADLINE_MS = 3_000;

/** After the commit. A refusal of the workflow is the mutation's error, and has changed no status. */
export async function carryOutStart(
  command: Command,
  { experimentId, runId, input }: StartResult,
): Promise<{ experimentId: string; runId: string }> {
  const answer = await command.orchestration.startTrain(input, ANSWER_DEADLINE_MS);
  if (typeof answer === "object") throw new NotAllowedError(answer.rejected);
  return { experimentId, runId };
}
