import { setTimeout as pause } from "node:timers/promises";

/** Waits for a condition, never for time; a deadline that runs out says what was waited for. */
export async function until(condition: () => boolean, what: string, deadlineMs = 10_000): Promise<void> {
  const deadline = performance.now() + deadlineMs;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`waited ${deadlineMs} ms for ${what}`);
    await pause(5);
  }
}
