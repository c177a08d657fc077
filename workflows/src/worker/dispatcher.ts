import { listen } from "@arena/database/listen";
import type { ControlContext } from "./control-context.ts";
import { deliverFacts } from "./deliver-facts.ts";
import { deliverOutbox } from "./deliver-outbox.ts";

const SWEEP_INTERVAL_MS = 1_000;

/** Tells Temporal what Postgres holds: at each notice, and by a sweep for what a lost notice left. */
export async function startDispatcher(
  databaseUrl: string,
  context: ControlContext,
): Promise<{ close(): Promise<void> }> {
  const sweeps = [
    repeated(() => deliverOutbox(context), context.onError),
    repeated(() => deliverFacts(context), context.onError),
  ];
  const wake = (): void => sweeps.forEach((sweep) => sweep.wake());
  const listener = await listen(databaseUrl, ["arena_outbox"], wake, wake);
  const timer = setInterval(wake, SWEEP_INTERVAL_MS);
  wake();
  return {
    async close() {
      clearInterval(timer);
      await listener.close();
      await Promise.all(sweeps.map((sweep) => sweep.idle()));
    },
  };
}

/** One at a time; a call during one makes one more. */
function repeated(
  work: () => Promise<void>,
  onError: (error: unknown) => void,
): { wake(): void; idle(): Promise<void> } {
  let running: Promise<void> | null = null;
  let again = false;
  const loop = async (): Promise<void> => {
    do {
      again = false;
      await work().catch(onError);
    } while (again);
    running = null;
  };
  return {
    wake() {
      if (running === null) running = loop();
      else again = true;
    },
    async idle() {
      await running;
    },
  };
}
