export type Own = <T>(made: T, end: (made: T) => Promise<void> | void) => T;

/** Keeps what was started, and ends the newest first. */
export function makeOwner(): { readonly own: Own; stop(): Promise<void> } {
  const owned: (() => Promise<void> | void)[] = [];
  return {
    own(made, end) {
      owned.push(() => end(made));
      return made;
    },
    async stop() {
      for (const end of owned.splice(0).reverse()) await end();
    },
  };
}
