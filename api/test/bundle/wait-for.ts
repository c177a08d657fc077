import { setTimeout as pause } from "node:timers/promises";

/** Asks again until the answer is neither null nor false; says what was waited for when time is up. */
export async function waitFor<T>(
  what: string,
  timeoutMs: number,
  ask: () => Promise<T | null | false> | T | null | false,
  describe: () => Promise<string> | string = () => "",
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer !== null && answer !== false) return answer;
    if (performance.now() > deadline) throw new Error(`waited ${timeoutMs} ms for ${what}\n${await describe()}`);
    await pause(250);
  }
}
