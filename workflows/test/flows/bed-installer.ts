import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type pg from "pg";
import { createInstaller, readInstallerSettings } from "../../src/installer/create-installer.ts";
import type { InstallerContext } from "../../src/installer/installer-context.ts";

export interface BedInstaller {
  readonly context: InstallerContext;
  dispose(): Promise<void>;
}

/** Of a folder and a key of its own. No agent comes in a bed, so a proof waits for none. */
export async function makeBedInstaller(pool: pg.Pool): Promise<BedInstaller> {
  const folder = await mkdtemp(join(tmpdir(), "arena-flow-bed-"));
  const settings = readInstallerSettings({
    ARENA_DATA: folder,
    ARENA_ENCRYPTION_KEYS: randomBytes(32).toString("base64"),
    ARENA_PROOF_WAIT_SECONDS: "1",
  });
  const context = createInstaller(pool, settings);
  return {
    context,
    dispose() {
      context.logins.dispose();
      return rm(folder, { recursive: true, force: true });
    },
  };
}
