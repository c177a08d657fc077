import { createHash, randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import * as z from "zod";
import { createExclusively } from "../launcher/write-file.ts";

export class HomeLockedError extends Error {
  constructor(directory: string) {
    super(`another agent holds ${directory}`);
    this.name = "HomeLockedError";
  }
}

/** Where runs live: this machine and this directory. Held by one agent at a time. */
export class Home {
  readonly directory: string;
  readonly machineId: string;
  readonly homeId: string;
  readonly #lock: DatabaseSync;

  constructor(directory: string) {
    mkdirSync(join(directory, "runs"), { recursive: true, mode: 0o700 });
    this.directory = realpathSync(directory);
    this.#lock = lockExclusively(this.directory);
    this.machineId = readMachineId();
    this.homeId = homeIdOf(this.machineId, directoryIdOf(this.directory));
  }

  runDirectory(runId: string): string {
    return join(this.directory, "runs", runId);
  }

  runIds(): string[] {
    return readdirSync(join(this.directory, "runs")).filter((name) => z.uuid().safeParse(name).success);
  }

  dispose(): void {
    this.#lock.close();
  }
}

/**
 * An exclusive SQLite transaction that is never ended: a lock of the operating system on a file, which dies with the
 * process however it dies, needs no child, and cannot go stale as a file with a pid in it can (pid namespaces, reuse).
 */
function lockExclusively(directory: string): DatabaseSync {
  const database = new DatabaseSync(join(directory, "lock.sqlite"), { timeout: 0 });
  try {
    database.exec("BEGIN EXCLUSIVE");
    return database;
  } catch (error) {
    database.close();
    if (/locked|busy/i.test((error as Error).message)) throw new HomeLockedError(directory);
    throw error;
  }
}

function directoryIdOf(directory: string): string {
  const path = join(directory, "home-id");
  createExclusively(path, randomUUID());
  return z.uuid().parse(readFileSync(path, "utf8").trim());
}

function readMachineId(): string {
  for (const path of ["/etc/machine-id", "/var/lib/dbus/machine-id"]) {
    try {
      const text = readFileSync(path, "utf8").trim();
      if (text !== "") return text;
    } catch {
      continue;
    }
  }
  return hostname();
}

/** A directory copied to another machine is another home: its runs are not there. */
function homeIdOf(machineId: string, directoryId: string): string {
  const digest = createHash("sha256").update(`arena-home/${machineId}/${directoryId}`).digest();
  digest[6] = (digest[6]! & 0x0f) | 0x80;
  digest[8] = (digest[8]! & 0x3f) | 0x80;
  const hex = digest.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join("-");
}
