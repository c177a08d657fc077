import { vi } from "vitest";

/** The runner's own patience of a second is short on a machine that does other things too. */
export function eventually<T>(check: () => Promise<T> | T): Promise<T> {
  return vi.waitFor(check, { timeout: 30_000, interval: 50 });
}
