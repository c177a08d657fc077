import { describe, expect, it } from "vitest";
import { appendRows, refreshRows } from "../../src/lib/experiments/merge-rows.ts";

const row = (id: string, status = "RUNNING") => ({ id, status });

describe("rows of pages and of changes", () => {
  it("shows a row once that two pages held", () => {
    expect(appendRows([row("a"), row("b")], [row("b"), row("c")]).map(({ id }) => id)).toEqual(["a", "b", "c"]);
  });
  it("changes rows where they are, and puts new ones on top only where that is their place", () => {
    const shown = [row("b"), row("a")];
    const fresh = [row("a", "STOPPED"), row("c"), row("b")];
    expect(refreshRows(shown, fresh, true)).toEqual([row("c"), row("b"), row("a", "STOPPED")]);
    expect(refreshRows(shown, fresh, false)).toEqual([row("b"), row("a", "STOPPED")]);
  });
});
