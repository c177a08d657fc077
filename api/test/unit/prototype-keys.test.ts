import { expect, test } from "vitest";
import { withoutPrototypeKeys } from "../../src/schema/builder/scalars.ts";

test("no key of a manifest that is read sets a prototype, at any depth; the rest stays as it is", () => {
  const stored: unknown = JSON.parse('{"a":[{"__proto__":{"x":1},"b":null}],"__proto__":2,"c":{"d":"__proto__"}}');
  expect(JSON.stringify(withoutPrototypeKeys(stored))).toBe('{"a":[{"b":null}],"c":{"d":"__proto__"}}');
});
