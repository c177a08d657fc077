import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { spawn } from "node:child_process";
import { buildBundle } from "../../src/bundle/build-bundle.ts";
import type { BundleInput, SetupType } from "../../src/bundle/bundle-input.ts";
import { packArchive } from "../../src/bundle/pack-archive.ts";

export interface UnpackedBundle {
  /** `arena-train/`. */
  readonly root: string;
  dispose(): void;
}

/** The bundle as a person has it who unpacked the tar archive. */
export async function unpackBundle(input: BundleInput, setupType: SetupType): Promise<UnpackedBundle> {
  const directory = mkdtempSync(join(tmpdir(), "arena-bundle-"));
  mkdirSync(directory, { recursive: true });
  const tar = spawn("tar", ["-x", "-f", "-", "-C", directory], { stdio: ["pipe", "inherit", "inherit"] });
  const ended = new Promise<number | null>((resolve) => tar.once("close", resolve));
  await pipeline(packArchive(buildBundle(input, setupType), "tar"), tar.stdin);
  if ((await ended) !== 0) throw new Error("tar does not take the archive");
  return { root: join(directory, "arena-train"), dispose: () => rmSync(directory, { recursive: true, force: true }) };
}
