import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { hashSecret } from "../../src/domain/secret.ts";
import { isApiKey, newApiKey } from "../../src/domain/api-key/key-format.ts";

const ID = "01890a5d-ac96-774b-bcce-b302099a8057";

describe("an API key", () => {
  it("holds the id, and 256 random bits", () => {
    const keys = [newApiKey(ID), newApiKey(ID)];
    for (const key of keys) {
      expect(isApiKey(key)).toBe(true);
      expect(key).toMatch(new RegExp(`^arena_pat_${ID}_[0-9a-f]{64}$`));
    }
    expect(keys[0]).not.toBe(keys[1]);
  });

  it.each([
    [`arena_pat_${ID}_${"a".repeat(16)}`, true],
    [`arena_pat_${ID.toUpperCase()}_${"A-_9".repeat(4)}`, true],
    [`arena_pat_${ID}_${"a".repeat(256)}`, true],
    [`arena_pat_${ID}_${"a".repeat(15)}`, false],
    [`arena_pat_${ID}_${"a".repeat(257)}`, false],
    [`arena_pat_${ID}_${"a".repeat(15)}+`, false],
    [`arena_pat_${ID}_${"a".repeat(16)}\n`, false],
    [` arena_pat_${ID}_${"a".repeat(16)}`, false],
    [`arena_pat_${ID}`, false],
    [`arena_pat_${ID.slice(1)}_${"a".repeat(16)}`, false],
    [`other_pat_${ID}_${"a".repeat(16)}`, false],
    ["", false],
  ])("%j: %s", (text, expected) => {
    expect(isApiKey(text)).toBe(expected);
  });

  it("is kept as a hash of the whole of it", () => {
    const key = newApiKey(ID);
    expect(hashSecret(key)).toBe(createHash("sha256").update(key).digest("hex"));
  });
});
