import { describe, expect, it } from "vitest";
import { listAddress, nextOrder, readListView } from "../../src/lib/experiments/list-address.ts";

const read = (query: string) => readListView(new URLSearchParams(query));

describe("the address of the list", () => {
  it("reads what it writes", () => {
    const view = read("status=running,FAILED&text= cart pole &sort=name&direction=asc");
    expect(view).toEqual({
      statuses: ["RUNNING", "FAILED"],
      text: "cart pole",
      order: { field: "NAME", direction: "ASC" },
    });
    expect(read(listAddress(view))).toEqual(view);
    expect(listAddress(view)).toBe("?status=RUNNING,FAILED&text=cart+pole&sort=name&direction=asc");
  });

  it("leaves out what makes no sense", () => {
    expect(read("status=DELETED,nonsense&sort=manifest")).toEqual({ statuses: [], text: "", order: null });
    expect(listAddress(read(""))).toBe("");
  });

  it("goes through both directions of a column and back to newest first", () => {
    const first = nextOrder(null, "changed");
    expect(first).toEqual({ field: "UPDATED_AT", direction: "DESC" });
    const second = nextOrder(first, "changed");
    expect(second).toEqual({ field: "UPDATED_AT", direction: "ASC" });
    expect(nextOrder(second, "changed")).toBeNull();
    expect(nextOrder(first, "name")).toEqual({ field: "NAME", direction: "ASC" });
  });
});
