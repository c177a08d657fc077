import { browserClient } from "../graphql/browser-client.ts";
import { toasts } from "../ui/toasts.svelte.ts";
import type { ExperimentRow } from "./experiment-row.ts";
import { messageOf } from "./message-of.ts";

/** What Train and Resume say when the server has taken the order. */
export function sayScheduled(name: string): void {
  toasts.success(
    `Experiment ${name} scheduled for training. Training will begin shortly when resources are ready, usually within 10 minutes.`,
  );
}

export function sayNotScheduled(error: unknown): void {
  toasts.error(`Failed to schedule experiment: ${messageOf(error)}`);
}

/** Trains, and says how that went; the experiment as it is now, or null when it was refused. */
export async function scheduleTraining(id: string): Promise<ExperimentRow | null> {
  try {
    const { experiment } = await browserClient().trainExperiment({ id });
    sayScheduled(experiment.name);
    return experiment;
  } catch (error) {
    sayNotScheduled(error);
    return null;
  }
}
