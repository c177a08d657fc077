import { configurationOf, peerSections, type GatewayIdentity } from "./configuration.ts";
import { difference } from "./difference.ts";
import type { Peer } from "./peer.ts";
import { runCommand, runWithInput } from "./run-command.ts";

/** Above that many changes one reading of the whole configuration is faster. */
const MOST_CHANGES = 500;

/**
 * Brings the interface to the wanted peers; `applied` is null when what it has is not known. Only what differs is
 * touched: `wg syncconf` makes wireguard-go open its socket anew, and takes long with thousands of peers.
 * Secrets go through a pipe: a command line is readable by everybody on the machine, and a full disk must not keep a
 * revoked key at work.
 */
export async function applyPeers(
  name: string,
  identity: GatewayIdentity,
  applied: ReadonlySet<string> | null,
  wanted: ReadonlyMap<string, Peer>,
): Promise<void> {
  const change = applied === null ? null : difference(applied, wanted);
  if (change === null || change.added.length + change.removed.length > MOST_CHANGES) {
    await runWithInput("wg", ["syncconf", name, "/dev/stdin"], configurationOf(identity, wanted.values()));
    return;
  }
  if (change.removed.length > 0)
    await runCommand("wg", ["set", name, ...change.removed.flatMap((publicKey) => ["peer", publicKey, "remove"])]);
  if (change.added.length > 0) await runWithInput("wg", ["addconf", name, "/dev/stdin"], peerSections(change.added));
}
