import { existsSync, writeFileSync } from "node:fs";
import { afterEach, describe, expect, it, vi } from "vitest";
import { sha256 } from "../up/fetch-wheel.mjs";
import { thisPlatform } from "../up/pinned-tools.mjs";
import { cachedPath, fromCache, intoCache } from "../up/tool-cache.mjs";
import { removeFoldersAfterEach, temporaryFolder } from "./temporary-folder.mjs";

removeFoldersAfterEach();
afterEach(() => vi.unstubAllEnvs());

const PROGRAM = Buffer.from("#!/bin/sh\n");
const TOOL = { program: "example", version: "1.0.0", programs: { [thisPlatform()]: sha256(PROGRAM) } };

describe("the cache of programs", () => {
  it("keeps what has the pinned hash, and nothing else", () => {
    vi.stubEnv("XDG_CACHE_HOME", temporaryFolder());
    expect(fromCache(TOOL)).toBeNull();
    expect(() => intoCache(TOOL, Buffer.from("another"))).toThrow("pinned hash");
    expect(fromCache(TOOL)).toBeNull();
    expect(intoCache(TOOL, PROGRAM)).toBe(cachedPath(TOOL));
    expect(fromCache(TOOL)).toBe(cachedPath(TOOL));
  });

  it("throws away a file that was changed", () => {
    vi.stubEnv("XDG_CACHE_HOME", temporaryFolder());
    writeFileSync(intoCache(TOOL, PROGRAM), "half");
    expect(fromCache(TOOL)).toBeNull();
    expect(existsSync(cachedPath(TOOL))).toBe(false);
  });
});
