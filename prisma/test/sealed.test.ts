import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { isOutdated, keyringOf, open, parseKeyring, seal } from "../src/sealed.ts";

const newKey = (): string => randomBytes(32).toString("base64");
const place = "cluster_key/1/private_key";

test("opens what it sealed, for that place only, and the same text never looks the same", () => {
  const ring = parseKeyring(newKey());
  const sealed = seal(ring, "a secret", place);
  expect(open(ring, sealed, place)).toBe("a secret");
  expect(sealed).not.toContain("secret");
  expect(seal(ring, "a secret", place)).not.toBe(sealed);
  expect(() => open(ring, sealed, "cluster_key/2/private_key")).toThrow("belongs elsewhere");
});

test("a changed byte, a cut and another form do not open", () => {
  const ring = parseKeyring(newKey());
  const sealed = seal(ring, "a secret", place);
  const [version, id, iv, tag, text] = sealed.split(".") as [string, string, string, string, string];
  const flipped = Buffer.from(text, "base64url");
  flipped[0]! ^= 1;
  expect(() => open(ring, [version, id, iv, tag, flipped.toString("base64url")].join("."), place)).toThrow("changed");
  expect(() => open(ring, [version, id, iv, tag, text.slice(0, -2)].join("."), place)).toThrow("changed");
  expect(() => open(ring, [version, id, iv, "AAAA", text].join("."), place)).toThrow();
  expect(() => open(ring, "a secret", place)).toThrow("known form");
});

test("after a rotation old texts open, new ones are sealed by the new key, and without the old key its texts are lost", () => {
  const [older, newer] = [newKey(), newKey()];
  const before = seal(parseKeyring(older), "a secret", place);
  const both = parseKeyring(`${newer}\n${older}\n`);
  expect(open(both, before, place)).toBe("a secret");
  expect(isOutdated(both, before)).toBe(true);
  const after = seal(both, "a secret", place);
  expect(isOutdated(both, after)).toBe(false);
  expect(open(parseKeyring(newer), after, place)).toBe("a secret");
  expect(() => open(parseKeyring(newer), before, place)).toThrow("is not among those given");
});

test("keys that are none are refused without being shown", () => {
  for (const text of ["", " , \n", "c2hvcnQ=", `${newKey()},c2hvcnQ=`])
    expect(() => parseKeyring(text)).toThrow(/encryption key/);
  expect(() => parseKeyring("c2hvcnQ=")).not.toThrow("c2hvcnQ");
  expect(() => keyringOf({})).toThrow("ARENA_ENCRYPTION_KEYS");
  const key = newKey();
  expect(keyringOf({ ARENA_ENCRYPTION_KEYS: key })).toEqual(parseKeyring(key));
});
