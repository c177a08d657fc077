import { describe, expect, it } from "vitest";
import { receiptText, receiptView, type ReceiptView } from "../../src/lib/runs/receipt-lines.ts";
import { at, sampleReceipt, sampleRun, YOU } from "./sample-run.ts";

const valueOf = (view: ReceiptView, label: string): string | undefined =>
  view.sections.flatMap(({ lines }) => lines).find((line) => line.label === label)?.value;

describe("the receipt", () => {
  it("says what was asked, saved, how it ended and how long each step took", () => {
    const view = receiptView(sampleRun(), sampleReceipt(), YOU.id);
    expect(view.notes).toEqual([]);
    expect(valueOf(view, "Asked by")).toBe("you");
    expect(valueOf(view, "Mode")).toBe("save, then exit");
    expect(valueOf(view, "sha256")).toBe("9f2c41d8…a07b");
    expect(valueOf(view, "Process group empty")).toBe("yes");
    expect(valueOf(view, "1 Ask the trainer to save")).toBe("60,412 ms");
    expect(valueOf(view, "2 SIGTERM")).toBe("not needed");
    expect(valueOf(view, "Total")).toBe("60,730 ms");
  });

  it("names who raised the mode, and when, exactly in the file", () => {
    const asked = { requestedVia: "WEB", requestedAt: "2026-11-22T14:00:00.000Z", requestedBy: YOU } as const;
    const raised = { ...asked, mode: "KILL", requestedAt: "2026-11-22T14:00:31.250Z" } as const;
    const receipt = sampleReceipt({ mode: "KILL", requests: [{ ...asked, mode: "SAVE" }, raised] as never });
    const view = receiptView(sampleRun(), receipt, null);
    expect(valueOf(view, "Mode")).toBe("save, then exit");
    expect(valueOf(view, "Raised to SIGKILL")).toContain(`by ${YOU.name}`);
    expect(receiptText("Receipt", view)).toContain(
      `2026-11-22T14:00:31.250Z, by ${YOU.name} <${YOU.email}>, from web page`,
    );
  });

  it("never turns what nobody looked at into a yes", () => {
    const receipt = sampleReceipt({
      processGroupEmpty: null,
      evidence: "NONE",
      verified: false,
      resourcesReleased: null,
      exitCode: null,
      checkpoint: null,
      noCheckpointReason: "UNREACHABLE",
    });
    const view = receiptView(sampleRun(), receipt, null);
    expect(valueOf(view, "Process group empty")).toBe("not known");
    expect(valueOf(view, "Resources released")).toBe("not known");
    expect(valueOf(view, "Checkpoint")).toBe("none: no answer came");
    expect(view.notes).toHaveLength(3);
    expect(view.notes[0]).toMatch(/^Not proved: whether its processes are gone/);
  });

  it("stays as it is while its trainer goes on, and when a proof is found", () => {
    const unproven = { verified: false, processGroupEmpty: null, evidence: "NONE", resourcesReleased: false } as const;
    const before = receiptView(sampleRun({ step: 90_000 }), sampleReceipt(unproven), null);
    expect(before.notes.join(" ")).not.toMatch(/steps? w(as|ere) not saved/);
    const checkpoint = { id: "later", step: 99_000, sha256: "0" };
    const reconciliation = { at: "2026-11-22T15:00:00.000Z", processGroupEmpty: true, checkpoint, message: "Found." };
    const checkpoints = [{ ...checkpoint, complete: true, createdAt: at(99) }] as never;
    const gone = sampleRun({ step: 99_900, checkpoints });
    const after = receiptView(gone, sampleReceipt({ ...unproven, reconciliation }), null);
    expect([after.notes, after.sections]).toEqual([before.notes, before.sections]);
    const none = sampleReceipt({ ...unproven, checkpoint: null, noCheckpointReason: "UNREACHABLE" });
    expect(receiptView(gone, none, null).sections).toEqual(receiptView(sampleRun(), none, null).sections);
    expect(after.reconciliation).toContain("It had saved a checkpoint at step 99,000.");
  });

  it("does not call skipped what was asked for first, where nobody knows what became of it", () => {
    const asked = { requestedVia: "WEB", requestedAt: "2026-11-22T14:00:00.000Z", requestedBy: YOU } as const;
    const requests = [
      { ...asked, mode: "SAVE" },
      { ...asked, mode: "KILL" },
    ] as never;
    const view = receiptView(sampleRun(), sampleReceipt({ mode: "KILL", requests, verified: false, rungs: [] }), null);
    expect(valueOf(view, "1 Ask the trainer to save")).toBe("not known");
  });

  it("shows the later finding apart from the receipt", () => {
    const reconciliation = {
      at: "2026-11-22T15:00:00.000Z",
      processGroupEmpty: true,
      checkpoint: null,
      message: "Leftovers were ended.",
    };
    const view = receiptView(sampleRun(), sampleReceipt({ reconciliation: reconciliation as never }), null);
    expect(view.reconciliation).toHaveLength(3);
    expect(view.reconciliation![2]).toBe("No process of the run is left.");
  });

  it("says when a rung ran out, and which signal ended it", () => {
    const rungs = [
      {
        name: "CHECKPOINT",
        startedAt: "2026-11-22T14:00:00.000Z",
        endedAt: "2026-11-22T14:02:00.000Z",
        outcome: "EXPIRED",
      },
    ];
    const view = receiptView(
      sampleRun(),
      sampleReceipt({ rungs: rungs as never, signal: "SIGKILL", exitCode: null }),
      null,
    );
    expect(valueOf(view, "1 Ask the trainer to save")).toBe("120,000 ms, ran out");
    expect(valueOf(view, "Signal")).toBe("SIGKILL");
  });

  it("says which steps were cut short, skipped or not needed, and what was not saved", () => {
    const rungs = [
      {
        name: "CHECKPOINT",
        startedAt: "2026-11-22T14:00:00.000Z",
        endedAt: "2026-11-22T14:01:37.000Z",
        outcome: "SKIPPED",
      },
      { name: "SIGTERM", startedAt: "2026-11-22T14:01:37.000Z", endedAt: "2026-11-22T14:01:38.000Z", outcome: "DONE" },
    ];
    const view = receiptView(sampleRun({ step: 86_900 }), sampleReceipt({ rungs: rungs as never }), null);
    expect(valueOf(view, "1 Ask the trainer to save")).toBe("97,000 ms, cut short");
    expect(valueOf(view, "3 SIGKILL")).toBe("not needed");
    expect(view.notes).toEqual(["The last 500 steps were not saved: the checkpoint is from before the stop."]);
    const forced = receiptView(sampleRun(), sampleReceipt({ mode: "TERMINATE", rungs: rungs.slice(1) as never }), null);
    expect(valueOf(forced, "1 Ask the trainer to save")).toBe("skipped");
  });

  it("can be copied as text", () => {
    const text = receiptText("Receipt", receiptView(sampleRun(), sampleReceipt(), YOU.id));
    expect(text).toMatch(/^Receipt\n\nWhat was asked\n {2}Asked by +\S.* <\S+@\S+>\n/);
    // For a third party: nothing short, nothing relative to who looks.
    const receipt = sampleReceipt();
    for (const whole of [
      receipt.requestedAt,
      receipt.checkpoint!.sha256,
      receipt.checkpoint!.id,
      receipt.rungs[0]!.startedAt,
    ])
      expect(text).toContain(whole);
    expect(text).not.toMatch(/…|\byou\b/);
  });
});

it("does not speak of steps for a run that never started", () => {
  const receipt = sampleReceipt({
    checkpoint: null,
    noCheckpointReason: "NOT_STARTED",
    exitCode: null,
    rungs: [
      {
        name: "RELEASE",
        startedAt: "2026-11-22T14:00:00.000Z",
        endedAt: "2026-11-22T14:00:00.010Z",
        outcome: "SKIPPED",
      },
    ] as never,
  });
  const view = receiptView(sampleRun({ step: 0 }), receipt, null);
  expect(valueOf(view, "1 Ask the trainer to save")).toBe("not needed");
  expect(valueOf(view, "4 Release")).toBe("nothing to release");
  expect(valueOf(view, "Exit code")).toBe("none: nothing ran");
  expect(view.notes).toEqual([]);
});

it("does not know which steps were taken on a machine that nobody could reach", () => {
  const rungs = [
    { name: "RELEASE", startedAt: "2026-11-22T14:00:00.000Z", endedAt: "2026-11-22T14:00:00.010Z", outcome: "EXPIRED" },
  ];
  const view = receiptView(
    sampleRun(),
    sampleReceipt({ mode: "TERMINATE", verified: false, rungs: rungs as never }),
    null,
  );
  const values = ["1 Ask the trainer to save", "2 SIGTERM", "3 SIGKILL", "4 Release"].map((label) =>
    valueOf(view, label),
  );
  expect(values).toEqual(["skipped", "not known", "not known", "kept back"]);
});
