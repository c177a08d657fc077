import { formatCount } from "./format-number.ts";
import type { RunDetail } from "./sdk-run.ts";

export interface LineageNode {
  readonly kind: "parent" | "checkpoint" | "self";
  readonly title: string;
  readonly href: string | null;
  readonly text: string;
}

/** From what a run was resumed, oldest first, down to itself. */
export function lineageOf(run: RunDetail): readonly LineageNode[] {
  const self: LineageNode = {
    kind: "self",
    title: run.experiment?.name ?? "This run",
    href: null,
    text: `Run ${run.number}, steps ${formatCount(run.startStep)} to ${formatCount(run.maxSteps)}`,
  };
  return [...parentOf(run), ...checkpointOf(run), self];
}

function parentOf(run: RunDetail): LineageNode[] {
  const from = run.resumedFrom?.run;
  const parent = from?.experiment ?? run.experiment?.parent?.experiment ?? null;
  if (!parent) return run.startStep > 0 ? [node("parent", "Deleted experiment", null, "It is no longer there")] : [];
  const same = parent.id === run.experiment?.id;
  const title = same && from ? `${parent.name}, run ${from.number}` : parent.name;
  const href = from ? `/experiments/${parent.id}/runs/${from.number}` : `/experiments/${parent.id}`;
  return [
    node(
      "parent",
      title,
      href,
      same ? "An earlier run of this experiment" : from ? `Run ${from.number}` : "The parent",
    ),
  ];
}

function checkpointOf(run: RunDetail): LineageNode[] {
  const { resumedFrom, startStep } = run;
  if (!resumedFrom && startStep === 0) return [];
  const gone = resumedFrom ? "" : " (deleted since)";
  return [node("checkpoint", "Checkpoint", null, `at step ${formatCount(resumedFrom?.step ?? startStep)}${gone}`)];
}

function node(kind: LineageNode["kind"], title: string, href: string | null, text: string): LineageNode {
  return { kind, title, href, text };
}
