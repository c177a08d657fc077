const MiB = 1024 * 1024;

export interface ArchiveLimits {
  readonly packedBytes: number;
  readonly unpackedBytes: number;
  readonly files: number;
  readonly pathLength: number;
  readonly depth: number;
}

/** Of an upload. */
export const ARCHIVE_LIMITS: ArchiveLimits = {
  packedBytes: 50 * MiB,
  unpackedBytes: 200 * MiB,
  files: 5_000,
  pathLength: 500,
  depth: 30,
};

/** Of the process in which uploaded code runs, with all that it starts. */
export interface CheckLimits {
  readonly wallSeconds: number;
  readonly checkSeconds: number;
  /** Of each process. */
  readonly cpuSeconds: number;
  readonly memoryBytes: number;
  /** Of one file. */
  readonly fileBytes: number;
  readonly scratchBytes: number;
  readonly scratchFiles: number;
  readonly openFiles: number;
  readonly processes: number;
  /** Of what it prints, the end is kept. */
  readonly outputBytes: number;
}

export const CHECK_LIMITS: CheckLimits = {
  wallSeconds: 300,
  checkSeconds: 60,
  cpuSeconds: 240,
  memoryBytes: 2048 * MiB,
  fileBytes: 32 * MiB,
  scratchBytes: 64 * MiB,
  scratchFiles: 1_000,
  openFiles: 256,
  processes: 32,
  outputBytes: 8 * 1024,
};

export const MAX_CHECKS_AT_ONCE = 2;
export const MAX_CHECKS_WAITING = 20;
export const PROFILE_SECONDS = 5;
