import { mkdirSync, readFileSync } from "node:fs";
import type { EventLog } from "./event-log.ts";
import { resolveManifest } from "./resolve-manifest.ts";
import type { ManifestResolution } from "./resolve-manifest.ts";
import { runTraining } from "./run-training.ts";
import type { StopRequest } from "./stop-request.ts";

export interface RunFiles {
  readonly manifest: string;
  readonly checkpoints: string;
  readonly resumeFrom: string | null;
  readonly acceptMissing: readonly string[];
  readonly events: EventLog;
  readonly stop: StopRequest;
}

/** Reads what the launcher gave, and trains. */
export async function runFromFiles({ manifest: path, ...files }: RunFiles): Promise<void> {
  mkdirSync(files.checkpoints, { recursive: true });
  const { manifest, warnings, errors } = readManifest(path);
  if (manifest === null) throw new Error(errors.map(sentenceOf).join("; "));
  await runTraining({ ...files, manifest, warnings: warnings.map(sentenceOf) });
}

function readManifest(path: string): ManifestResolution {
  const text = readFileSync(path, "utf8");
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    throw new Error("The manifest is not JSON.");
  }
  return resolveManifest(given);
}

function sentenceOf({ path, message }: { path: string; message: string }): string {
  return path === "" ? message : `${path}: ${message}`;
}
