import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { isSameProcessAlive, startTimeOf } from "../up/process-identity.mjs";
import { rotateLog } from "../up/rotate-log.mjs";
import { supervise } from "../up/supervise.mjs";
import { removeFoldersAfterEach, temporaryFolder } from "./temporary-folder.mjs";

removeFoldersAfterEach();
const started = [];
afterEach(async () => {
  for (const component of started.splice(0)) await component.stop();
});

function start(script, options = {}) {
  const folder = temporaryFolder();
  const said = [];
  const component = supervise({
    name: "example",
    command: process.execPath,
    args: ["-e", script],
    env: process.env,
    logPath: join(folder, "logs", "example.log"),
    say: (text) => said.push(text),
    ...options,
  });
  started.push(component);
  return { component, folder, said };
}

const FOREVER = "console.log('up'); setInterval(() => {}, 1000)";

describe("supervise", () => {
  it("starts a killed component again, and says so", async () => {
    const { component, said } = start(FOREVER);
    await component.ready();
    const first = component.pid;
    process.kill(first, "SIGKILL");
    await vi.waitUntil(() => component.pid !== null && component.pid !== first, { timeout: 5000, interval: 10 });
    expect(said).toEqual(["example was ended by SIGKILL; starting it again"]);
  });

  it("reports one that does not come up with the end of its log, and gives up waiting", async () => {
    const options = { isHealthy: async () => false };
    const { component } = start("console.error('no such table'); process.exit(3)", options);
    await expect(component.ready(20_000)).rejects.toThrow(/ended with code 3[^]*no such table/);
  });

  it("reports a program that is not there", async () => {
    const { component } = start("", { command: "/no/such/program", restart: false });
    await expect(component.ready(20_000)).rejects.toThrow(/could not be started.*ENOENT/);
  });

  it("waits until it is healthy", async () => {
    let asked = 0;
    const { component } = start(FOREVER, { isHealthy: async () => (asked += 1) >= 3 });
    await component.ready();
    expect(asked).toBe(3);
    const never = start(FOREVER, { isHealthy: async () => false });
    await expect(never.component.ready(200)).rejects.toThrow(/not ready within/);
  });

  it("ends the process alone: what it has started lives on", async () => {
    const spawnsChild = `const {spawn} = require("node:child_process");
      const child = spawn("sleep", ["600"], {detached: true, stdio: "ignore"});
      console.log(child.pid); setInterval(() => {}, 1000)`;
    const { component, folder } = start(spawnsChild);
    const log = join(folder, "logs", "example.log");
    await vi.waitUntil(() => existsSync(log) && readFileSync(log, "utf8").includes("\n"), { timeout: 5000 });
    const childPid = Number(readFileSync(log, "utf8"));
    try {
      await component.stop();
      expect(startTimeOf(childPid)).not.toBeNull();
    } finally {
      process.kill(childPid, "SIGKILL");
    }
  });

  it("kills one that ignores the signal, and does not start it again", async () => {
    const ignores = "process.on('SIGTERM', () => {}); console.log('up'); setInterval(() => {}, 1000)";
    const { component, folder } = start(ignores);
    const log = join(folder, "logs", "example.log");
    await vi.waitUntil(() => existsSync(log) && readFileSync(log, "utf8").includes("up"), { timeout: 5000 });
    const identity = { pid: component.pid, startTime: startTimeOf(component.pid) };
    await component.stop(200);
    expect(isSameProcessAlive(identity)).toBe(false);
    expect(component.pid).toBeNull();
    expect(component.restarts).toBe(0);
  });
});

describe("a component's log", () => {
  it("is cut above the limit, with the earlier part kept beside it", () => {
    const path = join(temporaryFolder(), "a.log");
    writeFileSync(path, "x".repeat(100));
    expect(rotateLog(path, 100)).toBe(false);
    expect(rotateLog(path, 99)).toBe(true);
    expect(statSync(path).size).toBe(0);
    expect(statSync(`${path}.1`).size).toBe(100);
  });
});
