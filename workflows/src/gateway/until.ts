import { setTimeout as pause } from "node:timers/promises";

const EVERY_MS = 20;

/** Whether the condition came true in time. */
export async function until(condition: () => Promise<boolean>, limitMs: number): Promise<boolean> {
  const endsAtMs = Date.now() + limitMs;
  while (!(await condition())) {
    if (Date.now() >= endsAtMs) return false;
    await pause(EVERY_MS);
  }
  return true;
}
