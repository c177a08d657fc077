import { join } from "node:path";

/** The names of a run's files. The directory is shared by agent, launcher and trainer; each file has one writer. */
export interface RunFiles {
  readonly directory: string;
  /** Written by the agent, before the launch. */
  readonly manifest: string;
  readonly launch: string;
  /** Written by whoever wins: the launcher (STARTED) or the agent (REVOKED). */
  readonly claim: string;
  /** Written by the agent, before it asks Ray: the job that brings the launcher. Absent where runs are its own processes. */
  readonly rayJob: string;
  /** Written by the agent; severity only rises. */
  readonly stop: string;
  /** Written by the launcher. The path of the run's cgroup, before anything is started in it; absent without one. */
  readonly cgroup: string;
  readonly trainer: string;
  /** Descendants seen so far: what an inspection needs when the launcher is gone. */
  readonly descendants: string;
  readonly trainerStop: string;
  /** Rewritten each second while the launcher lives, where agent and launcher may be on different machines. */
  readonly heartbeat: string;
  readonly rungs: string;
  readonly rejected: string;
  readonly ended: string;
  /** Written by an inspection after an end that proved nothing, once there is a proof. */
  readonly reconciled: string;
  readonly launcherLog: string;
  /** Written by the trainer. */
  readonly events: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly checkpoints: string;
  /** Written by the agent once the server holds everything. */
  readonly acknowledged: string;
  readonly forgotten: string;
}

export function runFilesOf(directory: string): RunFiles {
  const file = (name: string): string => join(directory, name);
  return {
    directory,
    manifest: file("manifest.json"),
    launch: file("launch.json"),
    claim: file("claim"),
    rayJob: file("ray-job.json"),
    stop: file("stop.json"),
    cgroup: file("cgroup"),
    trainer: file("trainer.json"),
    descendants: file("descendants.json"),
    trainerStop: file("trainer-stop.json"),
    heartbeat: file("heartbeat"),
    rungs: file("rungs.ndjson"),
    rejected: file("rejected.json"),
    ended: file("ended.json"),
    reconciled: file("reconciled.json"),
    launcherLog: file("launcher.log"),
    events: file("events.ndjson"),
    stdout: file("stdout.log"),
    stderr: file("stderr.log"),
    checkpoints: file("checkpoints"),
    acknowledged: file("acknowledged"),
    forgotten: file("forgotten"),
  };
}
