import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import type { Duplex } from "node:stream";
import { nodeEnvironment } from "./node-identity.ts";
import { LIFELINE_DESCRIPTOR, LIFELINE_OPTION } from "./lifeline.ts";
import { runFilesOf, type RunFiles } from "./run-files.ts";
import { endedRecordSchema, readRecord } from "./run-records.ts";
import { trainerEnvironmentOf } from "./trainer-environment.ts";

/**
 * The entrypoint of a Ray job: starts the launcher and stays for as long as that lives, so that the run keeps the
 * resources that Ray has given it. The launcher is no descendant of this process and has a session of its own: what Ray
 * kills, it kills here. The launcher then finds the lifeline's other end gone, and lets the trainer save.
 */
export async function runUnderRay(directory: string, program: string): Promise<number> {
  const files = runFilesOf(directory);
  const lifeline = startLauncher(files, program);
  // Half of the connection is closed: the launcher takes that for a stop, and this process goes on waiting for it.
  process.on("SIGTERM", () => lifeline.end());
  const outcome = await lastWords(lifeline);
  process.stdout.write(`launcher: ${outcome || "gone without a word"}\n`);
  return exitCodeOf(files, outcome);
}

/** By way of a shell that ends at once, so that the launcher's parent is the machine's first process. */
function startLauncher(files: RunFiles, program: string): Duplex {
  const output = openSync(files.launcherLog, "a", 0o600);
  const words = [process.execPath, program, files.directory, LIFELINE_OPTION];
  const shell: ChildProcess = spawn("/bin/sh", ["-c", '"$0" "$@" &', ...words], {
    cwd: files.directory,
    detached: true,
    stdio: ["ignore", output, output, "pipe"],
    env: { ...trainerEnvironmentOf(process.env), ...nodeEnvironment() },
  });
  closeSync(output);
  shell.on("error", (error) => process.stderr.write(`launcher: ${error.message}\n`));
  return shell.stdio[LIFELINE_DESCRIPTOR] as Duplex;
}

/** All that the launcher says, until it has ended, however it ends. */
function lastWords(lifeline: Duplex): Promise<string> {
  return new Promise((resolve) => {
    let said = "";
    lifeline.on("data", (data) => (said += String(data)));
    lifeline.on("error", () => resolve(said.trim()));
    lifeline.on("close", () => resolve(said.trim()));
  });
}

/** For whoever looks at Ray's own list of jobs: Arena reads the files. */
function exitCodeOf(files: RunFiles, outcome: string): number {
  if (outcome !== "ENDED") return outcome === "" || outcome === "LET_GO" ? 1 : 0;
  return readRecord(files.ended, endedRecordSchema)?.exitCode ?? 1;
}
