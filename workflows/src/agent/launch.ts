import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync } from "node:fs";
import type { AgentIntent } from "../contract/agent-protocol.ts";
import { runFilesOf, type RunFiles } from "../launcher/run-files.ts";
import type { LaunchRecord } from "../launcher/run-records.ts";
import { trainerEnvironmentOf } from "../launcher/trainer-environment.ts";
import { writeDurably } from "../launcher/write-file.ts";
import { checkpointDirectory } from "./checkpoint-directory.ts";
import type { Home } from "./home.ts";
import type { AgentSettings } from "./settings.ts";

type Launch = NonNullable<AgentIntent["launch"]>;

/** Writes what the launcher reads. Done again after a crash between the two: nothing has been claimed yet. */
export function prepareRun(home: Home, settings: AgentSettings, runId: string, launch: Launch): RunFiles {
  const files = runFilesOf(home.runDirectory(runId));
  mkdirSync(files.directory, { recursive: true, mode: 0o700 });
  if (existsSync(files.launch)) return files;
  const record: LaunchRecord = {
    runId,
    command: [...(launch.command ?? settings.trainerCommand)],
    // On a worker the trainer sees that machine's environment, and its graphics processors.
    ...(settings.ray === null ? { env: trainerEnvironmentOf(process.env) } : { env: {}, inheritsEnvironment: true }),
    cwd: files.directory,
    cgroup: settings.runCgroup,
    resumeFrom: launch.resume === null ? null : resumeFrom(home, launch.resume),
  };
  writeDurably(files.manifest, JSON.stringify(launch.manifest));
  writeDurably(files.launch, JSON.stringify(record));
  return files;
}

/** In a session of its own: it outlives the agent. */
export function spawnLauncher(settings: AgentSettings, files: RunFiles): ChildProcess {
  const output = openSync(files.launcherLog, "a", 0o600);
  const launcher = spawn(process.execPath, [settings.launcherProgram, files.directory], {
    cwd: files.directory,
    detached: true,
    stdio: ["ignore", output, output],
    env: trainerEnvironmentOf(process.env),
  });
  closeSync(output);
  launcher.unref();
  return launcher;
}

function resumeFrom(home: Home, resume: NonNullable<Launch["resume"]>): LaunchRecord["resumeFrom"] {
  const { checkpoints } = runFilesOf(home.runDirectory(resume.runId));
  const directory = checkpointDirectory(checkpoints, resume.path);
  return { directory, sha256: resume.sha256, acceptMissing: resume.acceptMissing };
}
