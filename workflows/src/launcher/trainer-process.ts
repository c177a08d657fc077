import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, mkdirSync, openSync } from "node:fs";
import { TRAINER_PROTOCOL_VERSION } from "../contract/trainer-protocol.ts";
import type { ExitOfTrainer } from "./ended-record.ts";
import { signalQuietly } from "./leftovers.ts";
import { spawnInCgroup } from "./run-cgroup.ts";
import type { RunFiles } from "./run-files.ts";
import type { LaunchRecord } from "./run-records.ts";
import { trainerEnvironmentOf } from "./trainer-environment.ts";

/**
 * The trainer, in a session and process group of its own. Its output goes straight to files, so it neither blocks nor
 * fails when the launcher is gone.
 */
export class TrainerProcess {
  readonly exited: Promise<ExitOfTrainer>;
  readonly #child: ChildProcess;

  constructor(files: RunFiles, launch: LaunchRecord, cgroup: string | null) {
    mkdirSync(files.checkpoints, { recursive: true, mode: 0o700 });
    const stdout = openSync(files.stdout, "a", 0o600);
    const stderr = openSync(files.stderr, "a", 0o600);
    const [program, ...rest] = launch.command;
    this.#child = spawnInCgroup(cgroup, () =>
      spawn(program!, rest, {
        cwd: launch.cwd,
        detached: true,
        stdio: ["ignore", stdout, stderr],
        env: {
          ...(launch.inheritsEnvironment === true ? trainerEnvironmentOf(process.env) : {}),
          ...launch.env,
          ...protocolEnvironment(files, launch),
        },
      }),
    );
    closeSync(stdout);
    closeSync(stderr);
    this.exited = exitOf(this.#child);
  }

  /** Undefined when it could not be started. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  signalGroup(signal: NodeJS.Signals): void {
    if (this.#child.pid !== undefined) signalQuietly(-this.#child.pid, signal);
  }
}

function exitOf(child: ChildProcess): Promise<ExitOfTrainer> {
  return new Promise((resolve) => {
    child.once("exit", (exitCode, signal) => resolve({ exitCode, signal, spawnError: null, started: true }));
    child.once("error", (error) => {
      if (child.pid !== undefined) return;
      resolve({
        exitCode: null,
        signal: null,
        spawnError: `the trainer could not be started: ${error.message}`,
        started: false,
      });
    });
  });
}

function protocolEnvironment(files: RunFiles, launch: LaunchRecord): Record<string, string> {
  return {
    ARENA_PROTOCOL: String(TRAINER_PROTOCOL_VERSION),
    ARENA_RUN_ID: launch.runId,
    ARENA_MANIFEST: files.manifest,
    ARENA_EVENTS: files.events,
    ARENA_CHECKPOINTS: files.checkpoints,
    ARENA_STOP_FILE: files.trainerStop,
    ...(launch.resumeFrom === null ? {} : resumeVariables(launch.resumeFrom)),
  };
}

function resumeVariables({
  directory,
  acceptMissing,
}: NonNullable<LaunchRecord["resumeFrom"]>): Record<string, string> {
  return {
    ARENA_RESUME_FROM: directory,
    ...(acceptMissing.length === 0 ? {} : { ARENA_ACCEPT_MISSING: acceptMissing.join(",") }),
  };
}
