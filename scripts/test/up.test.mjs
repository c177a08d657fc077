import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { endProcess } from "../up/end-process.mjs";
import { freePort } from "../up/free-port.mjs";
import { isSameProcessAlive, startTimeOf } from "../up/process-identity.mjs";
import { readState } from "../up/state-file.mjs";
import { endStaleComponents } from "../up/stale-components.mjs";
import { writeExampleCheckout } from "./example-checkout.mjs";
import { removeFoldersAfterEach, temporaryFolder } from "./temporary-folder.mjs";

removeFoldersAfterEach();
const started = [];
afterEach(async () => {
  for (const { identity, dataDir } of started.splice(0)) {
    await endProcess(identity, { graceMs: 20_000 });
    await endStaleComponents(dataDir);
    const trainer = trainerOf(dataDir);
    if (trainer !== null && startTimeOf(trainer) !== null) process.kill(trainer, "SIGKILL");
  }
});

const trainerOf = (dataDir) => {
  const path = join(dataDir, "home", "trainer");
  return existsSync(path) ? Number(readFileSync(path, "utf8")) : null;
};

function startUp(checkout, port, name = "data") {
  const dataDir = join(checkout, name);
  const args = [join(import.meta.dirname, "run-up.mjs"), checkout, "--port", String(port), "--data", dataDir];
  const child = spawn(process.execPath, args, { env: { ...process.env, ARENA_ADMIN_PASSWORD: "long enough" } });
  const run = { dataDir, child, output: "", identity: { pid: child.pid, startTime: startTimeOf(child.pid) } };
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (run.output += chunk));
  run.exit = new Promise((resolve) => child.once("close", resolve));
  started.push(run);
  return run;
}

const says = (run, text) => vi.waitFor(() => expect(run.output).toContain(text), { timeout: 60_000, interval: 50 });

const NAMES = ["agent", "api", "control-worker", "gateway", "postgres", "temporal"];

describe("npm run up", () => {
  it("starts all, starts a killed one again, stops all but the trainers, and keeps the data", async () => {
    const checkout = writeExampleCheckout(temporaryFolder());
    const port = await freePort();
    const first = startUp(checkout, port);
    await says(first, "Arena is ready: http://localhost:");
    await says(first, "made-up");
    const { components } = readState(first.dataDir);
    expect(Object.keys(components).sort()).toEqual(NAMES);
    const keys = join(first.dataDir, "secrets", "encryption-keys");
    expect(statSync(keys).mode & 0o777).toBe(0o600);
    const key = readFileSync(keys, "utf8");
    expect(Buffer.from(key, "base64")).toHaveLength(32);
    for (const name of NAMES) {
      process.kill(components[name].pid, "SIGKILL");
      await says(first, `${name} was ended by SIGKILL; starting it again`);
      const pid = () => readState(first.dataDir).components[name]?.pid;
      await vi.waitUntil(() => pid() !== undefined && pid() !== components[name].pid, { timeout: 5000 });
    }
    const last = readState(first.dataDir).components;
    const askedAtMs = Date.now();
    first.child.kill("SIGTERM");
    expect(await first.exit).toBe(0);
    expect(Date.now() - askedAtMs).toBeLessThan(15_000);
    expect(Object.values(last).filter((entry) => isSameProcessAlive(entry))).toEqual([]);
    expect(startTimeOf(trainerOf(first.dataDir))).not.toBeNull();
    expect(existsSync(join(first.dataDir, "state.json"))).toBe(false);

    const second = startUp(checkout, port);
    await says(second, "Arena is ready");
    expect(second.output).not.toContain("made-up");
    expect(second.output).toContain("Build the web pages: up to date");
    expect(readFileSync(keys, "utf8")).toBe(key);
  });

  it("lets a second start of the same checkout wait for the first one's build, and use it", async () => {
    const checkout = writeExampleCheckout(temporaryFolder());
    const build = `const fs = require("node:fs");
fs.writeFileSync("building", "", { flag: "wx" });
fs.appendFileSync("builds", "one\\n");
setTimeout(() => {
  fs.mkdirSync("build", { recursive: true });
  fs.writeFileSync("build/handler.js", "");
  fs.rmSync("building");
}, 500);`;
    writeFileSync(join(checkout, "web", "build.js"), build);
    const [one, other] = [startUp(checkout, await freePort()), startUp(checkout, await freePort(), "other")];
    await says(one, "Arena is ready");
    await says(other, "Arena is ready");
    expect(readFileSync(join(checkout, "web", "builds"), "utf8")).toBe("one\n");
  });

  it("cleans up after one that was killed, and goes on", async () => {
    const checkout = writeExampleCheckout(temporaryFolder());
    const port = await freePort();
    const first = startUp(checkout, port);
    await says(first, "Arena is ready");
    const { components } = readState(first.dataDir);
    first.child.kill("SIGKILL");
    await first.exit;
    const second = startUp(checkout, port);
    await says(second, "Arena is ready");
    expect(second.output).toMatch(/ended what one had left running \((.*, ){5}/);
    expect(Object.values(components).filter((entry) => isSameProcessAlive(entry))).toEqual([]);
  });

  it("says in one line that a data directory cannot be made, where asking for it would never come back", async () => {
    const checkout = writeExampleCheckout(temporaryFolder());
    const child = spawn(
      process.execPath,
      [join(import.meta.dirname, "run-up.mjs"), checkout, "--port", String(await freePort()), "--data", "/proc/x/y"],
      { stdio: ["ignore", "pipe", "pipe"] },
    );
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
    const timer = setTimeout(() => child.kill("SIGKILL"), 30_000);
    const [code] = await once(child, "close");
    clearTimeout(timer);
    expect(code).toBe(1);
    expect(output).toMatch(/\/proc\/x cannot be made.*--data DIR/);
  });

  it("keeps its files from other users", async () => {
    const checkout = writeExampleCheckout(temporaryFolder());
    const run = startUp(checkout, await freePort());
    await says(run, "Arena is ready");
    const modeOf = (name) => (statSync(join(run.dataDir, name)).mode & 0o077).toString(8);
    for (const name of ["temporal.db", "temporal.db-wal", "state.json", "logs", "secrets"])
      expect(`${name} ${modeOf(name)}`).toBe(`${name} 0`);
    expect(statSync(run.dataDir).mode & 0o066).toBe(0);
  });

  it("refuses a port in use and a data directory in use, and runs beside another one", async () => {
    const checkout = writeExampleCheckout(temporaryFolder());
    const blocker = createServer().listen(0, "127.0.0.1");
    await once(blocker, "listening");
    const blocked = startUp(checkout, blocker.address().port, "blocked");
    expect(await blocked.exit).toBe(1);
    blocker.close();
    expect(blocked.output).toMatch(/Port \d+ is in use by another program\. .*--port N/);
    const [one, other] = [startUp(checkout, await freePort()), startUp(checkout, await freePort(), "other")];
    await says(one, "Arena is ready");
    await says(other, "Arena is ready");
    const again = startUp(checkout, await freePort());
    expect(await again.exit).toBe(1);
    expect(again.output).toMatch(/already runs with this data directory \(process \d+, http:\/\/localhost:\d+\)/);
    expect(Object.keys(readState(one.dataDir).components).sort()).toEqual(NAMES);
  });
});
