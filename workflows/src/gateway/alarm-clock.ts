/** Waits for a time, or for a call of `wake`; one that comes while nobody waits ends the next wait. */
export function createAlarmClock(): { wake(): void; wait(limitMs: number): Promise<void> } {
  let isWoken = false;
  let ring: (() => void) | null = null;
  return {
    wake() {
      isWoken = true;
      ring?.();
    },
    async wait(limitMs) {
      if (!isWoken)
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, limitMs);
          ring = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      ring = null;
      isWoken = false;
    },
  };
}
