import { describe, expect, it } from "vitest";
import { faultsOfJson } from "../../src/domain/storable-json.ts";

const nested = (levels: number): unknown => {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = level % 2 ? { a: value } : [value];
  return value;
};
const only = (value: unknown): string => {
  const [fault, ...more] = faultsOfJson(value, "manifest");
  expect(more).toEqual([]);
  return `${fault?.path}: ${fault?.message}`;
};

describe("faultsOfJson", () => {
  it("takes what manifests hold", () => {
    expect(faultsOfJson({ a: [1, null, true, "é 🚀"], b: { c: { d: {} } }, "weird key": "<script>" })).toEqual([]);
    expect(faultsOfJson(nested(32))).toEqual([]);
    expect(faultsOfJson(null)).toEqual([]);
  });

  it("refuses a key __proto__ at any depth, by its path", () => {
    expect(only(JSON.parse('{"algorithm":{"name":"PPO","__proto__":{"x":1}}}'))).toBe(
      "manifest.algorithm.__proto__: is not allowed as a key",
    );
  });

  it("refuses NUL and halves of characters, in values and in keys", () => {
    expect(only({ a: { b: "x\u0000" } })).toMatch(/^manifest\.a\.b: holds NUL/);
    expect(only({ a: "x\ud800" })).toMatch(/^manifest\.a: holds NUL or half of a character/);
    expect(only({ "k\u0000": 1 })).toMatch(/^manifest: has a key with NUL/);
  });

  it("refuses depths and sizes that would exhaust whoever walks over them, without walking", () => {
    expect(only(nested(33))).toMatch(/must not be nested more than 32 levels deep$/);
    expect(only(nested(100_000))).toMatch(/32 levels/);
    expect(only(Array.from({ length: 20_001 }, () => 1))).toMatch(/at most 20,000 values/);
  });

  it("names no path longer than what a person reads, and no more faults than ten", () => {
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`k${index}`, "\u0000"]));
    expect(faultsOfJson(many)).toHaveLength(10);
    expect(faultsOfJson({ ["k".repeat(5_000)]: "\u0000" })[0]!.path.length).toBeLessThan(210);
  });
});
