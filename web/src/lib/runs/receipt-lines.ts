import { formatBytes } from "./format-bytes.ts";
import { formatMilliseconds } from "./format-duration.ts";
import { formatCount, formatPlural } from "./format-number.ts";
import { formatClock, formatMoment } from "./format-time.ts";
import { RUNG_TITLES } from "./halt-ladder.ts";
import type { HaltReceipt, RunDetail, RungName } from "./sdk-run.ts";
import { shortHash, shortId } from "./short-id.ts";
import { unsavedSteps } from "./unsaved-steps.ts";
import { askedBy } from "./status-sentence.ts";

export interface ReceiptLine {
  readonly label: string;
  readonly value: string;
  /** Proved, disproved, or not looked at; null for plain values. */
  readonly proof: "yes" | "no" | "unknown" | null;
  readonly strong?: boolean;
  /** In the file, where the value on the page is short or relative to who looks: what a third party can check. */
  readonly exact?: string;
}
export interface ReceiptSection {
  readonly title: string;
  readonly lines: readonly ReceiptLine[];
}
export interface ReceiptView {
  readonly sections: readonly ReceiptSection[];
  /** Plain sentences: what could not be proved, or is otherwise than expected. */
  readonly notes: readonly string[];
  /** What was found later, or null. */
  readonly reconciliation: readonly string[] | null;
}

const MODES: Readonly<Record<HaltReceipt["mode"], string>> = {
  SAVE: "save, then exit",
  TERMINATE: "SIGTERM",
  KILL: "SIGKILL",
};
const CHANNELS: Readonly<Record<HaltReceipt["requestedVia"], string>> = {
  WEB: "web page",
  SDK: "API",
  CLI: "command line",
  SYSTEM: "the system itself",
};
const WITHOUT_CHECKPOINT: Readonly<Record<NonNullable<HaltReceipt["noCheckpointReason"]>, string>> = {
  NOT_STARTED: "it had not started",
  TRAINER_IGNORED: "the trainer did not obey",
  TRAINER_CRASHED: "the trainer crashed",
  WRITE_FAILED: "writing did not finish",
  UNREACHABLE: "no answer came",
  FORCED: "it was forced",
};
const EVIDENCE: Readonly<Record<HaltReceipt["evidence"], string>> = {
  CGROUP: "its cgroup",
  SCAN: "a scan of all processes",
  REBOOT: "a reboot of the machine",
  NONE: "nothing",
};
const FIRST_OF_MODE: Readonly<Record<HaltReceipt["mode"], number>> = { SAVE: 0, TERMINATE: 1, KILL: 2 };
const RUNGS: readonly RungName[] = ["CHECKPOINT", "SIGTERM", "SIGKILL", "RELEASE"];

const line = (label: string, value: string, strong = false): ReceiptLine => ({ label, value, proof: null, strong });
const exactly = (label: string, value: string, exact: string): ReceiptLine => ({ ...line(label, value), exact });

/** The receipt as it is printed: what was asked, saved, ended, how long each rung took, what was not proved. */
export function receiptView(run: RunDetail, receipt: HaltReceipt, viewerId: string | null): ReceiptView {
  return {
    sections: [
      { title: "What was asked", lines: askedLines(receipt, viewerId) },
      { title: "What was saved", lines: savedLines(run, receipt) },
      { title: "How it ended", lines: endedLines(receipt) },
      { title: "How long each step took", lines: rungLines(receipt) },
    ],
    notes: notesOf(run, receipt),
    reconciliation: reconciliationOf(receipt),
  };
}

function askedLines(receipt: HaltReceipt, viewerId: string | null): ReceiptLine[] {
  const asker = askerOf(receipt.requestedBy, viewerId);
  return [
    exactly("Asked by", asker.shown, asker.exact),
    line("Asked from", CHANNELS[receipt.requestedVia]),
    exactly("Asked at", formatClock(receipt.requestedAt), receipt.requestedAt),
    line("Mode", MODES[receipt.requests[0]?.mode ?? receipt.mode]),
    ...receipt.requests.slice(1).map((request) => raisedLine(request, viewerId)),
  ];
}

function raisedLine(request: HaltReceipt["requests"][number], viewerId: string | null): ReceiptLine {
  const asker = askerOf(request.requestedBy, viewerId);
  return exactly(
    `Raised to ${MODES[request.mode]}`,
    `${formatClock(request.requestedAt)}, by ${asker.shown}`,
    `${request.requestedAt}, by ${asker.exact}, from ${CHANNELS[request.requestedVia]}`,
  );
}

function askerOf(person: HaltReceipt["requestedBy"], viewerId: string | null): { shown: string; exact: string } {
  const who = askedBy(person ?? null, viewerId);
  const shown = who === "You" || who === "The system" ? who.toLowerCase() : who;
  return { shown, exact: person ? `${person.name} <${person.email}>` : shown };
}

function savedLines(run: RunDetail, receipt: HaltReceipt): ReceiptLine[] {
  const { checkpoint, noCheckpointReason, trainingComplete, verified } = receipt;
  const complete = trainingComplete ? [line("Training", "complete")] : [];
  if (!checkpoint) {
    const why = noCheckpointReason ? `none: ${WITHOUT_CHECKPOINT[noCheckpointReason]}` : "none";
    // Without proof of the end more may be told of it later, and the receipt stays as it is.
    const newest = verified ? run.checkpoints[0] : undefined;
    return [
      ...complete,
      line("Checkpoint", why),
      ...(newest ? [line("Newest before", `step ${formatCount(newest.step)}`)] : []),
    ];
  }
  const stored = run.checkpoints.find((known) => known.id === checkpoint.id);
  return [
    ...complete,
    exactly("Checkpoint", shortId("ck", checkpoint.id), checkpoint.id),
    line("Step", formatCount(checkpoint.step)),
    ...(stored ? [line("Size", formatBytes(stored.sizeBytes))] : []),
    exactly("sha256", shortHash(checkpoint.sha256), checkpoint.sha256),
  ];
}

function endedLines(receipt: HaltReceipt): ReceiptLine[] {
  const { exitCode, signal } = receipt;
  const how = notStarted(receipt)
    ? line("Exit code", "none: nothing ran")
    : signal !== null
      ? line("Signal", signal)
      : line("Exit code", exitCode === null ? "not known" : String(exitCode));
  return [
    how,
    proved("Process group empty", receipt.processGroupEmpty),
    ...(receipt.evidence === "NONE" ? [] : [line("Proved by", EVIDENCE[receipt.evidence])]),
    proved("Resources released", receipt.resourcesReleased),
  ];
}

function proved(label: string, value: boolean | null): ReceiptLine {
  if (value === null) return { label, value: "not known", proof: "unknown" };
  return { label, value: value ? "yes" : "no", proof: value ? "yes" : "no" };
}

function rungLines(receipt: HaltReceipt): ReceiptLine[] {
  const lines = RUNGS.map((name, index) => {
    const rung = receipt.rungs.find((known) => known.name === name);
    const label = `${index + 1} ${RUNG_TITLES[name]}`;
    if (!rung) return line(label, absentRung(receipt, index));
    const times = [rung.startedAt, rung.endedAt].filter((at) => at !== null).join(" to ");
    return exactly(label, rungValue(rung), `${rungValue(rung)} (${times})`);
  });
  const ends = receipt.rungs.flatMap((rung) => (rung.endedAt ? [Date.parse(rung.endedAt)] : []));
  const total = ends.length > 0 ? Math.max(...ends) - Date.parse(receipt.requestedAt) : null;
  return total === null ? lines : [...lines, line("Total", formatMilliseconds(Math.max(0, total)), true)];
}

/** Of a rung that was not told: it was left out by the mode, was not needed, or nobody knows. */
function absentRung(receipt: HaltReceipt, index: number): string {
  if (notStarted(receipt)) return "not needed";
  const first = receipt.requests[0]?.mode ?? receipt.mode;
  if (index < FIRST_OF_MODE[receipt.verified ? receipt.mode : first]) return "skipped";
  return receipt.verified ? "not needed" : "not known";
}

const notStarted = (receipt: HaltReceipt): boolean => receipt.noCheckpointReason === "NOT_STARTED";

function rungValue({ name, startedAt, endedAt, outcome }: HaltReceipt["rungs"][number]): string {
  if (name === "RELEASE" && outcome === "SKIPPED") return "nothing to release";
  if (name === "RELEASE" && outcome === "EXPIRED") return "kept back";
  if (endedAt === null) return outcome === "SKIPPED" ? "skipped" : "not known";
  const tookMs = Math.max(0, Date.parse(endedAt) - Date.parse(startedAt));
  if (outcome === "SKIPPED") return tookMs < 1 ? "skipped" : `${formatMilliseconds(tookMs)}, cut short`;
  return outcome === "EXPIRED" ? `${formatMilliseconds(tookMs)}, ran out` : formatMilliseconds(tookMs);
}

function notesOf(run: RunDetail, receipt: HaltReceipt): string[] {
  const notes: string[] = [];
  const lost = unsavedSteps(run, receipt);
  if (lost !== null)
    notes.push(`The last ${formatPlural(lost, "step")} were not saved: the checkpoint is from before the stop.`);
  if (receipt.processGroupEmpty === null)
    notes.push("Not proved: whether its processes are gone. Nothing was known of them when it ended.");
  if (receipt.processGroupEmpty === false) notes.push("Processes of the run were still there when it ended.");
  if (receipt.processGroupEmpty === true && !receipt.verified)
    notes.push("Not proved: that no process is left. It was reported, but without evidence.");
  if (receipt.resourcesReleased !== true)
    notes.push("Its place was kept back at the end, until it is certain that nothing runs there.");
  if (receipt.exitCode === null && receipt.signal === null && receipt.noCheckpointReason !== "NOT_STARTED")
    notes.push("Not known: how the trainer exited.");
  return notes;
}

function reconciliationOf({ reconciliation }: HaltReceipt): string[] | null {
  if (!reconciliation) return null;
  const { at, message, processGroupEmpty, checkpoint } = reconciliation;
  const group =
    processGroupEmpty === true
      ? "No process of the run is left."
      : processGroupEmpty === false
        ? "Processes of the run were found."
        : "Whether processes are left is still not known.";
  const saved = checkpoint ? [`It had saved a checkpoint at step ${formatCount(checkpoint.step)}.`] : [];
  return [`Looked at again on ${formatMoment(at)}.`, message, group, ...saved];
}

/** For the clipboard and the file: the same lines, in columns. */
export function receiptText(title: string, view: ReceiptView): string {
  const width = Math.max(...view.sections.flatMap(({ lines }) => lines.map(({ label }) => label.length))) + 2;
  const parts = view.sections.map(
    (section) =>
      `${section.title}\n${section.lines.map(({ label, value, exact }) => `  ${label.padEnd(width, " ")}${exact ?? value}`).join("\n")}`,
  );
  const notes = view.notes.length > 0 ? [view.notes.join("\n")] : [];
  const later = view.reconciliation ? [`Added later\n  ${view.reconciliation.join("\n  ")}`] : [];
  return `${[title, ...parts, ...notes, ...later].join("\n\n")}\n`;
}
