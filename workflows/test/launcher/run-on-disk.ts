import { spawn, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { scanLeftovers } from "../../src/launcher/leftovers.ts";
import { runFilesOf, type RunFiles } from "../../src/launcher/run-files.ts";
import {
  cgroupRecordSchema,
  endedRecordSchema,
  readRecord,
  type EndedRecord,
  type LaunchRecord,
} from "../../src/launcher/run-records.ts";
import { writeAtOnce } from "../../src/launcher/write-file.ts";

export const SCRIPTED_TRAINER = fileURLToPath(new URL("fixtures/trainer.mjs", import.meta.url));
const LAUNCHER = fileURLToPath(new URL("../../src/launcher/main.ts", import.meta.url));
export const SHORT_GRACES = { checkpointMs: 400, sigtermMs: 400, sigkillMs: 2_000 };

export function trainerCommand(behaviour: string): string[] {
  return [process.execPath, SCRIPTED_TRAINER, behaviour];
}

export async function until<T>(
  what: string | (() => string),
  look: () => T | null | undefined | false,
  withinMs = 20_000,
): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const found = look();
    if (found !== null && found !== undefined && found !== false) return found;
    if (Date.now() > deadline) throw new Error(`waited in vain for: ${typeof what === "string" ? what : what()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** A run's directory and the launchers that a test starts in it. */
export class RunOnDisk {
  readonly runId = randomUUID();
  readonly files: RunFiles;
  readonly #root: string;
  readonly #launchers: ChildProcess[] = [];

  constructor(
    behaviour: string,
    resumeFrom: LaunchRecord["resumeFrom"] = null,
    cgroup: LaunchRecord["cgroup"] = "AUTO",
  ) {
    this.#root = mkdtempSync(join(tmpdir(), "arena-launcher-"));
    const directory = join(this.#root, this.runId);
    mkdirSync(directory);
    this.files = runFilesOf(directory);
    const command = trainerCommand(behaviour);
    const launch: LaunchRecord = {
      runId: this.runId,
      command,
      env: { PATH: process.env.PATH ?? "" },
      cwd: directory,
      cgroup,
      resumeFrom,
    };
    writeFileSync(this.files.launch, JSON.stringify(launch));
    writeFileSync(this.files.manifest, "{}");
  }

  launch(): ChildProcess {
    const launcher = spawn(process.execPath, [LAUNCHER, this.files.directory], { detached: true, stdio: "ignore" });
    this.#launchers.push(launcher);
    return launcher;
  }

  stop(mode: "SAVE" | "TERMINATE" | "KILL", graces = SHORT_GRACES): void {
    writeAtOnce(this.files.stop, JSON.stringify({ haltId: randomUUID(), mode, graces }));
  }

  eventsText(): string {
    return existsSync(this.files.events) ? readFileSync(this.files.events, "utf8") : "";
  }

  untilEvent(text: string): Promise<true> {
    return until(`event ${text}`, () => this.eventsText().includes(text) || null);
  }

  untilEnded(): Promise<EndedRecord> {
    return until("ended.json", () => readRecord(this.files.ended, endedRecordSchema));
  }

  leftovers(): number[] {
    const { stdout, stderr } = this.files;
    const marks = { runId: this.runId, sessionId: null, outputFiles: [stdout, stderr], seenDescendants: new Map() };
    return scanLeftovers(marks).map((status) => status.pid);
  }

  dispose(): void {
    for (const launcher of this.#launchers) if (launcher.exitCode === null) launcher.kill("SIGKILL");
    for (const pid of this.leftovers()) process.kill(pid, "SIGKILL");
    removeEmptyCgroup(this.files);
    rmSync(this.#root, { recursive: true, force: true });
  }
}

/** What a killed launcher leaves behind, once its processes are gone. */
export function removeEmptyCgroup(files: RunFiles): void {
  const path = readRecord(files.cgroup, cgroupRecordSchema);
  if (path !== null && existsSync(path)) rmdirSync(path);
}

/** Found by other means than the launcher's: whether a cgroup can be made beside this process. */
export function expectedEvidence(): "CGROUP" | "SCAN" {
  const mount = readFileSync("/proc/mounts", "utf8")
    .split("\n")
    .map((line) => line.split(" "))
    .find((fields) => fields[2] === "cgroup2")?.[1];
  const own = readFileSync("/proc/self/cgroup", "utf8")
    .split("\n")
    .findLast((line) => line.startsWith("0::"));
  if (mount === undefined || own === undefined) return "SCAN";
  const probe = join(mount, own.slice("0::".length), `arena-probe-${randomUUID()}`);
  try {
    mkdirSync(probe);
    rmdirSync(probe);
    accessSync(join(probe, "..", "cgroup.procs"), constants.W_OK);
    return "CGROUP";
  } catch {
    return "SCAN";
  }
}
