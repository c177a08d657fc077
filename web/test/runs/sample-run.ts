import type { HaltReceipt, RunDetail, RunEvent } from "../../src/lib/runs/sdk-run.ts";

export const BASE_MS = Date.parse("2026-11-22T14:00:00.000Z");
export const at = (seconds: number): string => new Date(BASE_MS + seconds * 1000).toISOString();
export const YOU = { id: "person-1", name: "Ada", email: "ada@acme.test" };

export function sampleRun(over: Partial<RunDetail> = {}): RunDetail {
  return {
    id: "run-1",
    number: 1,
    status: "RUNNING",
    phase: "TRAINING",
    cause: null,
    causeMessage: null,
    cleanupError: null,
    manifest: {},
    grantedAt: at(18),
    createdAt: at(0),
    startedAt: at(24),
    endedAt: null,
    eventSequence: 3,
    metricNames: ["score"],
    step: 41_200,
    startStep: 0,
    maxSteps: 150_000,
    bestScore: null,
    bestFitness: null,
    queuePlace: null,
    waitingFor: null,
    unreachableSince: null,
    resourceClass: { id: "class-1", name: "local" },
    requestedBy: YOU,
    resumedFrom: null,
    checkpoints: [],
    halt: null,
    receipt: null,
    heldPlace: null,
    experiment: null,
    ...over,
  } as RunDetail;
}

export function sampleReceipt(over: Partial<HaltReceipt> = {}): HaltReceipt {
  return {
    requestedBy: YOU,
    requestedVia: "WEB",
    requestedAt: at(100),
    mode: "SAVE",
    requests: [],
    checkpoint: { id: "ck-1", step: 86_400, sha256: "9f2c41d8" + "0".repeat(52) + "a07b" },
    noCheckpointReason: null,
    exitCode: 0,
    signal: null,
    processGroupEmpty: true,
    evidence: "CGROUP",
    resourcesReleased: true,
    verified: true,
    trainingComplete: false,
    rungs: [
      { name: "CHECKPOINT", startedAt: at(100), endedAt: at(160.412), outcome: "DONE" },
      { name: "RELEASE", startedAt: at(160.412), endedAt: at(160.73), outcome: "DONE" },
    ],
    reconciliation: null,
    ...over,
  } as HaltReceipt;
}

let sequence = 0;
export function event(seconds: number, kind: string, payload: Record<string, unknown>): RunEvent {
  sequence += 1;
  return { sequence, kind, payload, at: at(seconds) } as RunEvent;
}
export const status = (seconds: number, name: string, phase: string | null): RunEvent =>
  event(seconds, "STATUS", { status: name, phase, cause: null });

export const HALTED = {
  mode: "SAVE",
  requestedAt: at(100),
  raisedAt: at(100),
  requestedVia: "WEB",
  requestedBy: YOU,
  graces: [
    { name: "CHECKPOINT", graceMs: 120_000 },
    { name: "SIGTERM", graceMs: 30_000 },
    { name: "SIGKILL", graceMs: 10_000 },
  ],
} as const;
