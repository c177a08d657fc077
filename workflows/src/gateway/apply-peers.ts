import { chmodSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { configurationOf, peerSections, type GatewayIdentity } from "./configuration.ts";
import { difference } from "./difference.ts";
import type { Peer } from "./peer.ts";
import { runCommand } from "./run-command.ts";

/** Above that many changes one reading of the whole file is faster. */
const MOST_CHANGES = 500;

/** DIR/gateway/wg-arena.conf: for us, and for who applies it by hand. */
export function writeConfiguration(directory: string, identity: GatewayIdentity, peers: Iterable<Peer>): string {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  chmodSync(directory, 0o700);
  const file = path.join(directory, "wg-arena.conf");
  writeSecretly(`${file}.new`, configurationOf(identity, peers));
  // The database can give it again, so it is not waited for the disk.
  renameSync(`${file}.new`, file);
  return file;
}

/**
 * Brings the interface to the wanted peers; `applied` is null when what it has is not known. Only what differs is
 * touched: `wg syncconf` makes wireguard-go open its socket anew, and takes long with thousands of peers.
 */
export async function applyPeers(
  name: string,
  file: string,
  applied: ReadonlySet<string> | null,
  wanted: ReadonlyMap<string, Peer>,
): Promise<void> {
  const change = applied === null ? null : difference(applied, wanted);
  if (change === null || change.added.length + change.removed.length > MOST_CHANGES) {
    await runCommand("wg", ["syncconf", name, file]);
    return;
  }
  if (change.removed.length > 0)
    await runCommand("wg", ["set", name, ...change.removed.flatMap((publicKey) => ["peer", publicKey, "remove"])]);
  if (change.added.length === 0) return;
  // Pre-shared keys go through a file: a command line is readable by everybody on the machine.
  const added = `${file}.added`;
  try {
    writeSecretly(added, peerSections(change.added));
    await runCommand("wg", ["addconf", name, added]);
  } finally {
    rmSync(added, { force: true });
  }
}

function writeSecretly(file: string, content: string): void {
  // Removed first, since the mode counts only for a file that is made.
  rmSync(file, { force: true });
  writeFileSync(file, content, { mode: 0o600, flag: "wx" });
}
