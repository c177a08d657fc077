import { describe, expect, it } from "vitest";
import { checkName, orNameTaken } from "../../src/domain/check-name.ts";
import { NameTakenError, ValidationError } from "../../src/domain/errors.ts";

describe("checkName", () => {
  it.each([
    ["Cart pole", "Cart pole"],
    ["  Cart pole\n", "Cart pole"],
    ["a".repeat(100), "a".repeat(100)],
    // Each is two UTF-16 units, and one character for people.
    ["🚀".repeat(100), "🚀".repeat(100)],
    ["<script>", "<script>"],
  ])("takes %j", (given, expected) => {
    expect(checkName(given)).toBe(expected);
  });

  it.each([
    ["", /empty/],
    ["   ", /empty/],
    ["\t\n", /empty/],
    ["a".repeat(101), /at most 100 characters; it has 101/],
    ["a\u0000b", /control/],
    ["a\nb", /control/],
    ["a\u007fb", /control/],
  ])("refuses %j", (given, message) => {
    expect(() => checkName(given, "input.name")).toThrow(ValidationError);
    expect(() => checkName(given, "input.name")).toThrow(message);
    expect(() => checkName(given, "input.name")).toThrow(/^input\.name: /);
  });
});

describe("orNameTaken", () => {
  const failing = (fields: object) => () => Promise.reject(Object.assign(new Error("duplicate"), fields));

  it("turns the violation of its index into the typed error, and leaves every other as it is", async () => {
    const taken = orNameTaken("experiment_name", "A", failing({ code: "23505", constraint: "experiment_name" }));
    await expect(taken).rejects.toEqual(new NameTakenError("A"));
    const others = [
      { code: "23505", constraint: "experiment_pkey" },
      { code: "23514", constraint: "experiment_name" },
      {},
    ];
    for (const fields of others) {
      await expect(orNameTaken("experiment_name", "A", failing(fields))).rejects.toThrow("duplicate");
    }
    expect(await orNameTaken("experiment_name", "A", async () => 1)).toBe(1);
  });
});
