import type { ClusterCheck } from "../contract/cluster-check.ts";
import { verdict } from "../preflight/verdict.ts";

interface Failure {
  readonly matches: RegExp;
  readonly remedy: (disk: string) => string;
}
/** By what programs say of ENOSPC, EDQUOT and EROFS. */
const FAILURES: readonly Failure[] = [
  {
    matches: /No space left on device/i,
    remedy: (disk) =>
      `Make room on ${disk} (df -h and df -i say what is full), or mount a larger one there, then retry.`,
  },
  {
    matches: /Disk quota exceeded/i,
    remedy: (disk) => `Raise the quota of root on ${disk}, or make room in it, then retry.`,
  },
  {
    matches: /Read-only file system/i,
    remedy: (disk) =>
      `Let ${disk} be written again, then retry. A disk with errors is mounted read-only: dmesg says whether it was.`,
  },
];

const failureOf = (said: string): Failure | undefined => FAILURES.find(({ matches }) => matches.test(said));
export const isDiskFailure = (said: string): boolean => failureOf(said) !== undefined;

/** What a host’s disk has refused, typed, with what to do; null: it was not the disk. */
export function diskFailure(said: string, disk: string): ClusterCheck | null {
  const found = failureOf(said);
  return found === undefined ? null : verdict("HOST_DISK", `${disk} takes files`).failed(said, found.remedy(disk));
}
