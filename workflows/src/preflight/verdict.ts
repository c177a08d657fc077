import type { CheckOutcome, ClusterCheck } from "../contract/cluster-check.ts";

const LONGEST = 500;

/** Made one after another: `passed`, `warning` and `failed` differ in what is to be done. */
export function verdict(name: string, expected: string) {
  const make = (outcome: CheckOutcome, observed: string, remedy: string | null): ClusterCheck => ({
    name,
    outcome,
    observed: observed.slice(0, LONGEST),
    expected: expected.slice(0, LONGEST),
    remedy: remedy === null ? null : remedy.slice(0, LONGEST),
  });
  return {
    passed: (observed: string) => make("PASSED", observed, null),
    warning: (observed: string, remedy: string) => make("WARNING", observed, remedy),
    failed: (observed: string, remedy: string) => make("FAILED", observed, remedy),
    skipped: (observed: string) => make("SKIPPED", observed, null),
  };
}

export function gib(bytes: number): string {
  const value = bytes / 1024 ** 3;
  return `${value >= 100 ? Math.round(value) : Number(value.toFixed(1))} GiB`;
}
