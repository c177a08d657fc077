import { browserClient } from "#lib/graphql/browser-client.ts";
import { toasts } from "#lib/ui/toasts.svelte.ts";

/** Schedules a run and says how it went; true when it was accepted. */
export async function trainExperiment({ id, name }: { id: string; name: string }): Promise<boolean> {
  try {
    await browserClient().trainExperiment({ id });
    toasts.success(
      `Experiment ${name} scheduled for training. Training will begin shortly when resources are ready, usually within 10 minutes.`,
    );
    return true;
  } catch (error) {
    toasts.error(`Failed to schedule experiment: ${(error as Error).message}`);
    return false;
  }
}
