import { expect, test } from "vitest";
import { addressOf, openClass } from "../../src/lib/on-prem/open-class.ts";

test("an open Config panel is in the address, beside whatever else is there", () => {
  const bare = new URL("https://arena.test/on-prem");
  expect(openClass(bare)).toBeNull();
  expect(addressOf(bare, "a=/b")).toBe("/on-prem?config=a%3D%2Fb");
  const open = new URL("https://arena.test/on-prem?other=1&config=one");
  expect(openClass(open)).toBe("one");
  expect(addressOf(open, "two")).toBe("/on-prem?other=1&config=two");
  expect(addressOf(open, null)).toBe("/on-prem?other=1");
  expect(addressOf(new URL(addressOf(bare, "one"), bare), null)).toBe("/on-prem");
});
