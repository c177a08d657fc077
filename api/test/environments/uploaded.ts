import type { CreateEnvironmentInput } from "../../src/domain/environment/create-environment.ts";
import type { ValidationOutcome } from "../../src/domain/environment/run-checks.ts";

/** Of what is not cancelled. */
export const NEVER = new AbortController().signal;

export const INPUT: CreateEnvironmentInput = {
  name: "Maze",
  version: "v1",
  archive: Buffer.from("source"),
  configuration: "",
  requirements: "",
  entryPoint: null,
  description: "",
  multiAgent: false,
  languageBased: false,
  doRollouts: false,
};
export async function outcomeOf(stream: AsyncIterable<{ readonly type: string }>): Promise<ValidationOutcome> {
  let last: { readonly type: string } | undefined;
  for await (const event of stream) last = event;
  if (last?.type !== "outcome") throw new Error("the stream has no outcome");
  return last as ValidationOutcome;
}
