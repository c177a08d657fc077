import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { takeLock } from "../up/data-lock.mjs";
import { isSameProcessAlive, startTimeOf } from "../up/process-identity.mjs";
import { endStaleComponents } from "../up/stale-components.mjs";
import { openStateFile, readState } from "../up/state-file.mjs";
import { endSleepersAfterEach, sleepingProcess } from "./sleeping-process.mjs";
import { removeFoldersAfterEach, temporaryFolder } from "./temporary-folder.mjs";

removeFoldersAfterEach();
endSleepersAfterEach();

describe("state.json", () => {
  it("names address, processes and ports, and nothing is left beside it", () => {
    const folder = temporaryFolder();
    const state = openStateFile(folder, "http://localhost:4000");
    state.started("api", process.pid, 4000);
    state.started("agent", process.pid);
    const startTime = startTimeOf(process.pid);
    expect(readState(folder)).toEqual({
      address: "http://localhost:4000",
      components: { api: { pid: process.pid, startTime, port: 4000 }, agent: { pid: process.pid, startTime } },
    });
    expect(readdirSync(folder)).toEqual(["state.json"]);
  });

  it("stays while something in it may run, and goes when nothing is", () => {
    const folder = temporaryFolder();
    const state = openStateFile(folder, "http://localhost:4000");
    state.started("api", process.pid);
    state.removeIfEmpty();
    expect(readdirSync(folder)).toEqual(["state.json"]);
    state.ended("api");
    state.removeIfEmpty();
    expect(readdirSync(folder)).toEqual([]);
  });

  it("counts as empty when it cannot be read", () => {
    const folder = temporaryFolder();
    expect(readState(folder).components).toEqual({});
    writeFileSync(join(folder, "state.json"), '{"addr');
    expect(readState(folder).components).toEqual({});
  });
});

describe("what an earlier start has left running", () => {
  it("is ended, but not a later process with the same number", async () => {
    const folder = temporaryFolder();
    const left = sleepingProcess();
    const stranger = sleepingProcess();
    const components = { temporal: left, api: { pid: stranger.pid, startTime: "another boot:1" }, agent: { pid: 0 } };
    writeFileSync(join(folder, "state.json"), JSON.stringify({ address: null, components }));
    expect(await endStaleComponents(folder)).toEqual(["temporal"]);
    expect(isSameProcessAlive(left)).toBe(false);
    expect(isSameProcessAlive(stranger)).toBe(true);
  });
});

describe("the lock of a data directory", () => {
  it("is held by one, and says who", () => {
    const path = join(temporaryFolder(), "up.lock");
    const holder = sleepingProcess();
    const lock = takeLock(path, holder.pid);
    lock.note({ address: "http://localhost:4000" });
    expect(takeLock(path)).toEqual({ holder: { ...holder, address: "http://localhost:4000" } });
    lock.release();
    expect(takeLock(path)).not.toHaveProperty("holder");
  });

  it("is taken from a holder that is gone, and from a later process with its number", () => {
    const path = join(temporaryFolder(), "up.lock");
    const stranger = sleepingProcess();
    writeFileSync(path, JSON.stringify({ pid: stranger.pid, startTime: "another boot:1" }));
    expect(takeLock(path)).not.toHaveProperty("holder");
    expect(JSON.parse(readFileSync(path, "utf8")).pid).toBe(process.pid);
  });
});
