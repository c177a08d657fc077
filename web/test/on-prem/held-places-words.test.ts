import { expect, test } from "vitest";
import { heldPlacesWords } from "../../src/lib/on-prem/cluster/held-places-words.ts";

test("one place, or several", () => {
  expect(heldPlacesWords(1)).toBe("1 place held by a run that ended without proof");
  expect(heldPlacesWords(1_200)).toBe("1,200 places held by runs that ended without proof");
});
