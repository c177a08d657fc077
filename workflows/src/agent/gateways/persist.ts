import { setTimeout as pause } from "node:timers/promises";
import { Backoff } from "../backoff.ts";
import { log } from "../log.ts";

export interface Persistence {
  readonly signal: AbortSignal;
  /** Nothing is wanted any more. */
  readonly calledOff: () => boolean;
}

export class CalledOffError extends Error {
  constructor() {
    super("called off");
    this.name = "CalledOffError";
  }
}

/** Tries until it succeeds. A reason for failure is said once, until there is another. */
export async function persist<T>(what: string, wanted: Persistence, attempt: () => Promise<T>): Promise<T> {
  const backoff = new Backoff();
  let said = "";
  for (;;) {
    if (wanted.signal.aborted || wanted.calledOff()) throw new CalledOffError();
    try {
      return await attempt();
    } catch (error) {
      const reason = reasonOf(error);
      if (reason !== said && !wanted.signal.aborted) log(`${what}: ${reason}`);
      said = reason;
    }
    await pause(backoff.nextDelayMs(), undefined, { signal: wanted.signal }).catch(() => undefined);
  }
}

export function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? `${message}: ${cause.message}` : message;
}
