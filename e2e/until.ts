import { setTimeout as pause } from "node:timers/promises";

/** Waits for a condition, never for time; a deadline that runs out says what was waited for. */
export async function until<T>(
  condition: () => T | Promise<T>,
  { what, deadlineMs = 30_000, everyMs = 25 }: { what: () => string; deadlineMs?: number; everyMs?: number },
): Promise<NonNullable<T>> {
  const deadline = performance.now() + deadlineMs;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (performance.now() > deadline) throw new Error(`waited ${deadlineMs} ms for ${what()}`);
    await pause(everyMs);
  }
}
