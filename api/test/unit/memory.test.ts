import { describe, expect, it } from "vitest";
import { describeMemory } from "../../src/domain/resource-class/memory.ts";

describe("describeMemory", () => {
  it.each([
    ["32 GB", "29.8 GiB"],
    ["64 GiB", "64 GiB"],
    ["64gi", "64 GiB"],
    ["0,5 TiB", "512 GiB"],
    ["2048 MiB", "2 GiB"],
    ["1 tib", "1 TiB"],
    ["1 PiB", "1024 TiB"],
    ["1,25 TB", "1.1 TiB"],
    [" ", "the whole host"],
  ])("understands %s as %s", (text, understood) => {
    expect(describeMemory(text)).toEqual({ understood, fault: null });
  });

  it.each(["lots", "32", "-1 GB", "1 KB", "9 EB", "1e9 GB"])("has a fault for %j", (text) => {
    expect(describeMemory(text)).toEqual({
      understood: null,
      fault: "must be a number with a unit, such as 32 GB or 64 GiB",
    });
  });

  it("does not guess what a comma before three digits parts", () => {
    expect(describeMemory("1,024 GB").fault).toBe("can be read in two ways: write 1024 GB or 1.024 GB");
  });

  it.each(["255 MiB", "2000 TiB", "9 PB"])("says the limits for %s", (text) => {
    expect(describeMemory(text).fault).toBe("must be between 256 MiB and 1 PiB");
  });
});
