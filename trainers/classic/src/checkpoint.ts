import { createHash, randomUUID } from "node:crypto";
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { StateWriter } from "./state-writer.ts";
import type { Training } from "./training.ts";

export const STATE_FILE = "state.bin";

export interface Checkpoint {
  readonly id: string;
  readonly step: number;
  readonly path: string;
  readonly training_score: number | null;
  readonly evaluation_score: number | null;
  readonly size_bytes: number;
  readonly sha256: string;
  readonly contents: readonly string[];
}

export function sha256(data: Buffer | string): string {
  return createHash("sha256").update(data).digest("hex");
}

function writeDurably(path: string, data: Buffer): void {
  const file = openSync(path, "wx");
  try {
    let written = 0;
    while (written < data.length) written += writeSync(file, data, written);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function syncFolder(path: string): void {
  const folder = openSync(path, "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/** The state's bytes and their hash: the same state gives the same hash, whenever it is saved. */
export function snapshot(training: Training): {
  data: Buffer;
  hash: string;
  sha256: string;
  contents: readonly string[];
} {
  const writer = new StateWriter();
  training.visit(writer);
  const data = writer.finish();
  const hash = sha256(data);
  return { data, hash, sha256: sha256(`${hash}  ${STATE_FILE}\n`), contents: writer.contents };
}

/** Writes under a temporary name, the manifest last, and renames; what is found under its final name is complete. */
export function saveCheckpoint(training: Training, folder: string): Checkpoint {
  const id = randomUUID();
  const path = `step-${String(training.step).padStart(9, "0")}-${id.slice(0, 8)}`;
  const temporary = join(folder, `.tmp-${path}`);
  const state = snapshot(training);
  const described = {
    step: training.step,
    training_score: training.scores.score,
    evaluation_score: training.fitness,
    contents: state.contents,
    sha256: state.sha256,
    size_bytes: state.data.length,
  };
  const manifest = {
    v: 1,
    id,
    created_at: new Date().toISOString(),
    algorithm: training.settings.algorithmName,
    environment: training.settings.environment.name,
    ...described,
    files: [{ name: STATE_FILE, size_bytes: state.data.length, sha256: state.hash }],
  };
  try {
    mkdirSync(temporary, { recursive: true });
    writeDurably(join(temporary, STATE_FILE), state.data);
    writeDurably(join(temporary, "manifest.json"), Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`));
    syncFolder(temporary);
    renameSync(temporary, join(folder, path));
    syncFolder(folder);
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    throw error;
  }
  return { id, path, ...described };
}
