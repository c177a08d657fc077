import { readFileSync } from "node:fs";
import { join } from "node:path";
import { STATE_FILE, sha256 } from "./checkpoint.ts";
import { StateReader } from "./state-reader.ts";
import type { ContentName } from "./state-visitor.ts";
import { StateWriter } from "./state-writer.ts";
import type { Training } from "./training.ts";

export interface Restored {
  /** What the checkpoint lacks and was accepted: it starts fresh. */
  readonly missing: readonly ContentName[];
  /** Parts that a changed setting gave another shape: they start fresh too. */
  readonly reshaped: readonly string[];
}

interface SavedManifest {
  readonly algorithm?: unknown;
  readonly environment?: unknown;
  readonly sha256?: unknown;
  readonly step?: unknown;
  readonly contents?: unknown;
}

/** Restores a training from a checkpoint's directory, after its hash was checked. `accepted`: what it may lack, by name. */
export function restoreCheckpoint(training: Training, path: string, accepted: readonly string[] = []): Restored {
  const manifest = JSON.parse(readFileSync(join(path, "manifest.json"), "utf8")) as SavedManifest;
  const { algorithmName, environment } = training.settings;
  if (manifest.algorithm !== algorithmName || manifest.environment !== environment.name) {
    const made = `${String(manifest.algorithm)} on ${String(manifest.environment)}`;
    throw new Error(`The checkpoint was made by ${made}, not by ${algorithmName} on ${environment.name}.`);
  }
  const data = readFileSync(join(path, STATE_FILE));
  if (sha256(`${sha256(data)}  ${STATE_FILE}\n`) !== manifest.sha256) {
    throw new Error("The checkpoint's hash is not that of its manifest.");
  }
  const reader = new StateReader(data);
  const missing = missingContents(training, manifest, reader);
  refuseUnaccepted(missing, accepted);
  const fresh = new Set(missing);
  reader.leaveFresh(fresh);
  training.visit(reader);
  training.resume(fresh, stepOf(manifest));
  return { missing, reshaped: reader.dropped };
}

/** Held is what both the manifest promises and the state has; needed is what this training would save. */
function missingContents(training: Training, manifest: SavedManifest, reader: StateReader): ContentName[] {
  const promised = Array.isArray(manifest.contents) ? (manifest.contents as unknown[]) : [];
  const walk = new StateWriter();
  training.visit(walk);
  return walk.contents.filter((name) => !promised.includes(name) || !reader.contents.includes(name));
}

function refuseUnaccepted(missing: readonly ContentName[], accepted: readonly string[]): void {
  if (missing.includes("WEIGHTS")) throw new Error("The checkpoint has no WEIGHTS; there is nothing to resume.");
  const refused = missing.filter((name) => !accepted.includes(name));
  if (refused.length === 0) return;
  throw new Error(
    `The checkpoint lacks ${refused.join(", ")}. Accept what is missing by name to resume all the same (ARENA_ACCEPT_MISSING).`,
  );
}

function stepOf(manifest: SavedManifest): number {
  const { step } = manifest;
  if (typeof step === "number" && Number.isSafeInteger(step) && step >= 0) return step;
  throw new Error("The checkpoint's manifest has no step.");
}
