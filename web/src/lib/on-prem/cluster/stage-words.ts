import { formatDuration } from "#lib/runs/format-duration.ts";
import type { Host, Stage, StageName } from "./sdk-cluster.ts";

const NAMES: Readonly<Record<StageName, string>> = {
  PREFLIGHT: "Check the host",
  DOCKER: "Docker Engine",
  NVIDIA_DRIVER: "NVIDIA driver",
  NVIDIA_TOOLKIT: "NVIDIA container toolkit",
  SWARM_INIT: "Make the Swarm",
  SWARM_JOIN: "Join the Swarm",
  NODE_LABELS: "Label the node",
  DEPLOY: "Deploy",
  STACK_DOWN: "End the containers",
  STACK_REMOVE: "Remove the stack",
  SWARM_LEAVE: "Leave the Swarm",
  CHART: "Install the chart",
  ROLLOUT: "Roll out",
  RELEASE_DOWN: "Scale the release down",
  RELEASE_REMOVE: "Remove the release",
};
const OF_RELEASES: readonly StageName[] = ["CHART", "RELEASE_DOWN", "RELEASE_REMOVE"];

/** `stages`: all of the host's that the stage is one of, which may be a whole cluster of Kubernetes. */
export function stageName(name: StageName, stages: readonly { readonly name: StageName }[] = []): string {
  const isOfRelease = name === "PREFLIGHT" && stages.some((one) => OF_RELEASES.includes(one.name));
  return isOfRelease ? "Check the cluster" : NAMES[name];
}

/** The columns of a table of hosts: every stage of any of them, in the order in which they are done. */
export function stageColumns(hosts: readonly Host[]): readonly StageName[] {
  const used = new Set(hosts.flatMap(({ stages }) => stages.map(({ name }) => name)));
  return (Object.keys(NAMES) as StageName[]).filter((name) => used.has(name));
}

/** `held`: it waits, and its host has failed or was skipped. */
export type StageLook = "done" | "running" | "failed" | "left-out" | "waiting" | "held";
export interface StageCell {
  readonly look: StageLook;
  /** Beside the icon: how long, or how it ended. Empty: only the icon, which `spoken` says. */
  readonly text: string;
  readonly spoken: string;
}

/** Undefined: not a stage of this host. */
export function stageCell(stage: Stage | undefined, host: Host, nowMs: number): StageCell {
  if (stage === undefined) return { look: "left-out", text: "", spoken: "not on this host" };
  const again = stage.attempt > 1 ? `, attempt ${stage.attempt}` : "";
  switch (stage.state) {
    case "DONE": {
      const took = durationOf(stage, nowMs);
      return { look: "done", text: took ?? "Done", spoken: `done${took ? ` in ${took}` : ""}${again}` };
    }
    case "RUNNING": {
      const since = durationOf(stage, nowMs);
      return { look: "running", text: since ?? "Running", spoken: `running${since ? ` for ${since}` : ""}${again}` };
    }
    case "FAILED":
      return { look: "failed", text: "Failed", spoken: `failed${again}` };
    case "SKIPPED":
      return { look: "left-out", text: "", spoken: stage.message ? `left out: ${stage.message}` : "left out" };
    case "WAITING":
      return ["FAILED", "SKIPPED", "ABORTED"].includes(host.state)
        ? { look: "held", text: "", spoken: "not begun" }
        : { look: "waiting", text: "", spoken: "waits" };
  }
}

function durationOf({ startedAt, endedAt }: Stage, nowMs: number): string | null {
  if (startedAt === null) return null;
  const ms = (endedAt === null ? nowMs : Date.parse(endedAt)) - Date.parse(startedAt);
  // Whole seconds while it ticks, so that the number does not jump in width.
  return formatDuration(endedAt === null ? Math.floor(Math.max(0, ms) / 1_000) * 1_000 : ms);
}
