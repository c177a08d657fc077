import { join } from "node:path";
import { followStage, type HostStageEnd } from "../host-stage.ts";
import type { HelmWork } from "./helm-work.ts";
import { runProgram } from "./run-program.ts";

const FOLLOW_SECONDS = 8;
const FOLLOW_WITHIN_MS = 30_000;

export type LocalStage = Pick<HelmWork, "place" | "request" | "log" | "signal">;

/** As on a host, but here: what runs outlives this process, and is found by the next one. */
export function followLocalStage(
  { place, request, log, signal }: LocalStage,
  script: readonly string[],
  wish: "go" | "end" = request.isAborted ? "end" : "go",
  seconds = FOLLOW_SECONDS,
): Promise<HostStageEnd> {
  const run = join(place.folder, "remote", "run-stage.sh");
  return followStage(
    (offset, onOutput) =>
      runProgram("bash", {
        args: [run, "advance", localState({ place, request }), String(offset), String(seconds), wish, ...script],
        env: place.environment,
        cwd: place.folder,
        withinMs: FOLLOW_WITHIN_MS,
        signal,
        onOutput,
      }),
    request,
    log,
  );
}

/** Where a stage leaves its log and how it ended. */
export function localState({ place, request: { stage, attempt } }: Pick<LocalStage, "place" | "request">): string {
  return join(place.folder, "stages", `${stage}-${attempt}`);
}
