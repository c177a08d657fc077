import { randomUUID } from "node:crypto";
import { closeSync, fsyncSync, linkSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname } from "node:path";

/** Whole contents or nothing: a reader never sees half a file, and after a power cut it is the old one or the new. */
export function writeDurably(path: string, contents: string): void {
  const temporary = writeTemporary(path, contents, true);
  renameSync(temporary, path);
  syncDirectory(path);
}

/** Whole contents or nothing, without waiting for the disk: for what is recorded elsewhere and wanted at once. */
export function writeAtOnce(path: string, contents: string): void {
  renameSync(writeTemporary(path, contents, false), path);
}

/** True when this call created the file; false when it existed. Never half written: the name is given by link(2). */
export function createExclusively(path: string, contents: string): boolean {
  const temporary = writeTemporary(path, contents, true);
  try {
    linkSync(temporary, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
  syncDirectory(path);
  return true;
}

export function appendDurably(path: string, contents: string): void {
  const descriptor = openSync(path, "a", 0o600);
  try {
    writeSync(descriptor, contents);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function writeTemporary(path: string, contents: string, durable: boolean): string {
  const temporary = `${path}.tmp-${randomUUID()}`;
  const descriptor = openSync(temporary, "wx", 0o600);
  try {
    writeSync(descriptor, contents);
    if (durable) fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  return temporary;
}

function syncDirectory(path: string): void {
  const descriptor = openSync(dirname(path), "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
