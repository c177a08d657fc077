import type { CheckOutcome, ClusterCheck } from "../contract/cluster-check.ts";

const LONGEST = 500;

export function check(
  name: string,
  outcome: CheckOutcome,
  observed: string,
  expected: string,
  remedy: string | null = null,
): ClusterCheck {
  return { name, outcome, observed: observed.slice(0, LONGEST), expected: expected.slice(0, LONGEST), remedy };
}

export function formatAge(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  const seconds = Math.round(ms / 1_000);
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}

const UNITS = ["bytes", "KiB", "MiB", "GiB", "TiB"] as const;
export function formatBytes(bytes: number): string {
  let [value, unit] = [bytes, 0];
  for (; value >= 1_024 && unit < UNITS.length - 1; unit += 1) value /= 1_024;
  return `${unit === 0 || value >= 100 ? Math.round(value) : Number(value.toFixed(1))} ${UNITS[unit]}`;
}

export function formatRate(sizeBytes: number, milliseconds: number): string {
  return `${(sizeBytes / 1_000 / Math.max(1, milliseconds)).toFixed(1)} MB/s`;
}
