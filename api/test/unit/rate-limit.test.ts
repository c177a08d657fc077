import { describe, expect, it } from "vitest";
import { RateLimit, REQUESTS_PER_MINUTE } from "../../src/server/rate-limit.ts";

function limitAt(perMinute?: number) {
  const clock = { nowMs: 0 };
  const limit = new RateLimit(perMinute, () => clock.nowMs);
  const taken = (key: string, times: number): number =>
    Array.from({ length: times }, () => limit.take(key)).filter(Boolean).length;
  return { clock, limit, taken };
}

describe("RateLimit", () => {
  it("allows a minute's worth at once, and no more", () => {
    const { taken } = limitAt();
    expect(REQUESTS_PER_MINUTE).toBe(600);
    expect(taken("key", 1_000)).toBe(600);
  });

  it("refills evenly, and never above a minute's worth", () => {
    const { clock, taken } = limitAt(60);
    expect(taken("key", 100)).toBe(60);
    clock.nowMs += 1_000;
    expect(taken("key", 100)).toBe(1);
    clock.nowMs += 10_000;
    expect(taken("key", 100)).toBe(10);
    clock.nowMs += 3_600_000;
    expect(taken("key", 100)).toBe(60);
  });

  it("counts parts of a request, so that asking often does not stop the refill", () => {
    const { clock, limit, taken } = limitAt(60);
    taken("key", 60);
    let allowed = 0;
    for (let tick = 0; tick < 100; tick += 1) {
      clock.nowMs += 100;
      if (limit.take("key")) allowed += 1;
    }
    expect(allowed).toBeGreaterThanOrEqual(9);
    expect(allowed).toBeLessThanOrEqual(10);
  });

  it("counts each key by itself", () => {
    const { taken } = limitAt(5);
    expect(taken("one", 10)).toBe(5);
    expect(taken("two", 10)).toBe(5);
  });

  it("keeps who asks, and forgets who does not, in a flood of made-up keys", () => {
    const { limit, taken } = limitAt(1);
    expect(taken("idle", 1)).toBe(1);
    for (let made = 0; made < 50_001; made += 1) {
      limit.take(`made ${made}`);
      if (made % 1_000 === 0) limit.take("busy");
    }
    expect(limit.take("busy")).toBe(false);
    expect(limit.take("idle")).toBe(true);
  });
});
