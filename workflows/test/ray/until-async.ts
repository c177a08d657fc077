import { setTimeout as pause } from "node:timers/promises";

/** Looks until something is found. What throws has not been found yet. */
export async function untilAsync<T>(
  what: string,
  withinMs: number,
  look: () => Promise<T | null>,
  explain: () => string = () => "",
): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (let why = ""; ;) {
    try {
      const found = await look();
      if (found !== null) return found;
    } catch (error) {
      why = (error as Error).message;
    }
    if (Date.now() > deadline) throw new Error(`waited in vain for: ${what}\n${why}\n${explain()}`);
    await pause(100);
  }
}
