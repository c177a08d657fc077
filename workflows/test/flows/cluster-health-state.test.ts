import { describe, expect, test } from "vitest";
import type { ClusterObservation } from "../../src/contract/cluster-health.ts";
import {
  DEGRADES_AFTER_MS,
  dueAtMs,
  initialHealthState,
  MENDS_AFTER_MS,
  reduceHealth,
  type ClusterHealthState,
} from "../../src/flows/cluster-health-state.ts";

const START = Date.parse("2026-01-01T00:00:00.000Z");
const at = (ms: number): string => new Date(START + ms).toISOString();
const WELL: ClusterObservation = { unreachableSince: null, nodes: 3, readyWorkers: 3, isDiskLow: false };
const observed = (state: ClusterHealthState, more: Partial<ClusterObservation>, ms: number): ClusterHealthState =>
  reduceHealth(state, { kind: "OBSERVED", observation: { ...WELL, ...more }, at: at(ms) });
const later = (state: ClusterHealthState, ms: number): ClusterHealthState =>
  reduceHealth(state, { kind: "TIME", at: at(ms) });
const well = observed(initialHealthState(at(0)), {}, 0);

describe("how a cluster is", () => {
  test("what is seen first is how it is", () => {
    expect(well.health).toMatchObject({ connection: "CONNECTED", readyWorkers: 3, reason: null });
    expect(observed(initialHealthState(at(0)), { readyWorkers: 1 }, 5).health).toMatchObject({
      connection: "DEGRADED",
      since: at(5),
      reason: "1 of 3 workers of the cluster take work",
    });
  });

  test("a worker that starts anew is nobody's concern; one that stays away is", () => {
    const away = observed(well, { readyWorkers: 2 }, 1_000);
    expect([away.health.connection, dueAtMs(away)]).toEqual(["CONNECTED", START + 1_000 + DEGRADES_AFTER_MS]);
    const back = observed(away, {}, 9_000);
    expect([later(back, 60_000).health, dueAtMs(back)]).toEqual([well.health, null]);
    const gone = later(away, 1_000 + DEGRADES_AFTER_MS);
    expect(gone.health).toMatchObject({
      connection: "DEGRADED",
      since: at(1_000 + DEGRADES_AFTER_MS),
      readyWorkers: 2,
    });
  });

  test("what comes and goes counts as gone until it stays", () => {
    let state = later(observed(well, { readyWorkers: 2 }, 0), DEGRADES_AFTER_MS);
    for (let ms = 20_000; ms < 60_000; ms += 8_000) {
      state = observed(state, {}, ms);
      state = observed(state, { readyWorkers: 2 }, ms + 4_000);
      expect(state.health.connection).toBe("DEGRADED");
    }
    state = observed(state, {}, 70_000);
    expect(later(state, 70_000 + MENDS_AFTER_MS - 1).health.connection).toBe("DEGRADED");
    expect(later(state, 70_000 + MENDS_AFTER_MS).health).toMatchObject({ connection: "CONNECTED", reason: null });
  });

  test("an agent that is silent makes it unreachable at once, since its last word; it comes back by itself", () => {
    const silent = observed(well, { unreachableSince: at(2_000), readyWorkers: null }, 12_000);
    expect(silent.health).toMatchObject({ connection: "UNREACHABLE", since: at(2_000), readyWorkers: 3 });
    const heard = observed(silent, {}, 20_000);
    expect(heard.health.connection).toBe("UNREACHABLE");
    expect(later(heard, 20_000 + MENDS_AFTER_MS).health).toMatchObject({
      connection: "CONNECTED",
      since: at(20_000 + MENDS_AFTER_MS),
    });
  });

  test("one whose head was told to end has not just gone silent", () => {
    const silent = observed(well, { unreachableSince: at(2_000) }, 12_000);
    expect(silent.health.reason).toBe("the cluster’s agent does not answer");
    const ended = observed(well, { unreachableSince: at(2_000), wasToldToEnd: true }, 12_000);
    expect(ended.health).toMatchObject({ connection: "UNREACHABLE", reason: expect.stringMatching(/told to end/) });
    const back = later(observed(ended, {}, 20_000), 20_000 + MENDS_AFTER_MS);
    expect(back.health).toMatchObject({ connection: "CONNECTED", reason: null });
  });

  test("a full disk closes it for new work, and room opens it again", () => {
    const low = later(observed(well, { isDiskLow: true }, 0), DEGRADES_AFTER_MS);
    expect(low.health).toMatchObject({
      connection: "DEGRADED",
      closedReason: "there is little room left on /opt/data of the cluster",
    });
    const room = later(observed(low, {}, 40_000), 40_000 + MENDS_AFTER_MS);
    expect(room.health).toMatchObject({ connection: "CONNECTED", closedReason: null });
  });

  test("another number of nodes is another health", () => {
    const more = later(observed(well, { nodes: 4 }, 0), MENDS_AFTER_MS);
    expect(more.health).toMatchObject({ connection: "DEGRADED", reason: "3 of 4 workers of the cluster take work" });
  });
});
