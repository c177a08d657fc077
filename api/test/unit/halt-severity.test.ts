import { describe, expect, it } from "vitest";
import { HALT_MODES } from "@arena/workflows/contract/halt";
import { RUN_PHASES } from "@arena/workflows/contract/status";
import { haltSeverity, modeOfSeverity } from "../../src/domain/experiment/halt-severity.ts";

const PHASES = [null, ...RUN_PHASES];
const RUNG_BY_PHASE = new Map<string | null, number>([
  ["CHECKPOINT_REQUESTED", 1],
  ["TERMINATING", 2],
  ["KILLING", 3],
  ["RELEASING", 3],
]);
/** Every combination of what is known and what is asked. */
const COMBINATIONS = PHASES.flatMap((phase) =>
  [0, 1, 2, 3].flatMap((severity) =>
    [0, 1, 2, 3].flatMap((finishedRungs) =>
      HALT_MODES.flatMap((mode) =>
        [false, true].map((force) => ({
          facts: { haltSeverity: severity, phase, finishedRungs },
          asked: { mode, force },
        })),
      ),
    ),
  ),
);

describe("haltSeverity", () => {
  it("without force is what was asked for, whatever is lit", () => {
    for (const { facts, asked } of COMBINATIONS.filter(({ asked: { force } }) => !force)) {
      expect(haltSeverity(facts, asked)).toBe(HALT_MODES.indexOf(asked.mode) + 1);
    }
  });

  it("with force and no halt before is what was asked for", () => {
    for (const { facts, asked } of COMBINATIONS.filter(({ facts: { haltSeverity: before } }) => before === 0)) {
      expect(haltSeverity(facts, asked)).toBe(HALT_MODES.indexOf(asked.mode) + 1);
    }
  });

  it("with force is above the lit rung, however that was reached, and never above the last", () => {
    const forced = COMBINATIONS.filter(({ facts, asked }) => asked.force && facts.haltSeverity > 0);
    for (const { facts, asked } of forced) {
      const lit = Math.max(
        facts.haltSeverity,
        RUNG_BY_PHASE.get(facts.phase) ?? 0,
        facts.finishedRungs === 0 ? 0 : facts.finishedRungs + 1,
      );
      const expected = Math.min(3, Math.max(lit + 1, HALT_MODES.indexOf(asked.mode) + 1));
      expect([facts, asked, haltSeverity(facts, asked)]).toEqual([facts, asked, expected]);
    }
  });

  it("with force never falls, and rises until the last", () => {
    for (const { facts, asked } of COMBINATIONS.filter((each) => each.asked.force && each.facts.haltSeverity > 0)) {
      const severity = haltSeverity(facts, asked);
      expect(severity).toBeGreaterThanOrEqual(Math.min(3, facts.haltSeverity + 1));
    }
  });

  it.each([
    [{ haltSeverity: 1, phase: "CHECKPOINT_REQUESTED", finishedRungs: 0 }, 2],
    [{ haltSeverity: 1, phase: "TERMINATING", finishedRungs: 1 }, 3],
    // The machine has reported the expired rung, and the projection of the phase has not come yet.
    [{ haltSeverity: 1, phase: "CHECKPOINT_REQUESTED", finishedRungs: 1 }, 3],
    [{ haltSeverity: 2, phase: "TERMINATING", finishedRungs: 1 }, 3],
    [{ haltSeverity: 3, phase: "KILLING", finishedRungs: 2 }, 3],
  ] as const)("forced at %o is %i", (facts, expected) => {
    expect(haltSeverity(facts, { mode: "SAVE", force: true })).toBe(expected);
  });
});

describe("modeOfSeverity", () => {
  it("is the mode of 1 to 3, and there is no other", () => {
    expect([1, 2, 3].map(modeOfSeverity)).toEqual([...HALT_MODES]);
    for (const severity of [0, 4, -1, 1.5]) expect(() => modeOfSeverity(severity)).toThrow("no halt of severity");
  });
});
