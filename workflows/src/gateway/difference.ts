import type { Peer } from "./peer.ts";

export interface Difference {
  readonly added: readonly Peer[];
  /** Public keys. */
  readonly removed: readonly string[];
}

/** What is to be done to an interface with these public keys. A key's row never changes, so its public key tells all. */
export function difference(applied: ReadonlySet<string>, wanted: ReadonlyMap<string, Peer>): Difference {
  return {
    added: [...wanted.values()].filter((peer) => !applied.has(peer.publicKey)),
    removed: [...applied].filter((publicKey) => !wanted.has(publicKey)),
  };
}
