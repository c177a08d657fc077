import { trainerEventSchema, type TrainerEvent } from "@arena/workflows/contract/trainer-protocol";

export type ReadEvent = { readonly event: TrainerEvent } | { readonly fault: string };

const SHOWN_CHARACTERS = 120;

/** One line of the event file. A line that is not of the protocol becomes a fault to be shown, never a failure. */
export function readTrainerEvent(line: { text: string; truncated: boolean }): ReadEvent {
  const shown = line.text.slice(0, SHOWN_CHARACTERS);
  if (line.truncated) return { fault: `event line cut (too long, or without an end), ignored: ${shown}` };
  let value: unknown;
  try {
    value = JSON.parse(line.text);
  } catch {
    return { fault: `event line is not JSON, ignored: ${shown}` };
  }
  const parsed = trainerEventSchema.safeParse(value);
  if (parsed.success) return { event: parsed.data };
  const issue = parsed.error.issues[0];
  return {
    fault: `event not of the protocol (${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}), ignored: ${shown}`,
  };
}
