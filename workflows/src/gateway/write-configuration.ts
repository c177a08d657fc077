import { chmodSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

/** DIR/gateway/wg-arena.conf, for who applies it by hand: whole contents or the ones before, for their owner only. */
export function writeConfiguration(directory: string, content: string): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  chmodSync(directory, 0o700);
  const file = path.join(directory, "wg-arena.conf");
  // Removed first, since the mode counts only for a file that is made.
  rmSync(`${file}.new`, { force: true });
  writeFileSync(`${file}.new`, content, { mode: 0o600, flag: "wx" });
  // The database can give it again, so the disk is not waited for.
  renameSync(`${file}.new`, file);
}
