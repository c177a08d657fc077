import type { AgentFactMessage } from "../contract/agent-protocol.ts";
import { endedSchema } from "../contract/agent-protocol.ts";
import type { RunFiles } from "../launcher/run-files.ts";
import {
  claimRecordSchema,
  endedRecordSchema,
  readRecord,
  readRungLines,
  reconciledRecordSchema,
  rejectedRecordSchema,
} from "../launcher/run-records.ts";

/** Places of a launcher's facts: the same fact has the same place whoever reads the files, and however often. */
export const FACT_PLACES = {
  CLAIMED: 1,
  REVOKED: 2,
  REJECTED: 3,
  FIRST_RUNG: 10,
  ENDED: 1_000,
  RECONCILED: 1_001,
} as const;

/** All that the files of a run say, in order. */
export function readFacts(files: RunFiles, runId: string, homeId: string): AgentFactMessage[] {
  const facts: AgentFactMessage[] = [];
  const add = (sourceSequence: number, at: string, body: AgentFactMessage["body"]): void => {
    facts.push({ type: "fact", runId, source: "launcher", sourceSequence, at, body });
  };
  const claim = readRecord(files.claim, claimRecordSchema);
  if (claim?.kind === "STARTED") {
    add(FACT_PLACES.CLAIMED, claim.at, { kind: "CLAIMED", homeId, pid: claim.launcherPid });
  }
  if (claim?.kind === "REVOKED") add(FACT_PLACES.REVOKED, claim.at, { kind: "REVOKED" });
  const rejected = readRecord(files.rejected, rejectedRecordSchema);
  if (rejected !== null) add(FACT_PLACES.REJECTED, rejected.at, { kind: "REJECTED", message: rejected.message });
  readRungLines(files.rungs).forEach((rung, index) => {
    add(FACT_PLACES.FIRST_RUNG + index, rung.endedAt ?? rung.startedAt, { kind: "RUNG", rung });
  });
  const ended = readRecord(files.ended, endedRecordSchema);
  if (ended !== null) add(FACT_PLACES.ENDED, ended.endedAt, { kind: "ENDED", ended: endedSchema.parse(ended) });
  const reconciled = readRecord(files.reconciled, reconciledRecordSchema);
  if (reconciled !== null) {
    const { at, ...found } = reconciled;
    add(FACT_PLACES.RECONCILED, at, { kind: "RECONCILED", processGroupEmpty: true, ...found });
  }
  return facts;
}
