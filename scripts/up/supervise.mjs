import { spawn } from "node:child_process";
import { closeSync } from "node:fs";
import { endProcess } from "./end-process.mjs";
import { startTimeOf } from "./process-identity.mjs";
import { RemedyError } from "./remedy-error.mjs";
import { lastLines, openLog, rotateLog } from "./rotate-log.mjs";

const BACKOFF_MS = [0, 100, 200, 400, 800];
/** A component that lived this long has recovered: its next death starts the backoff from the beginning. */
const RECOVERED_AFTER_MS = 10_000;
const ROTATE_EVERY_MS = 10_000;

/**
 * Starts one component and keeps it running until `stop()`.
 *
 * - `command`, `args`, `env`, `cwd`, `uid`, `gid`: the process; its output goes to `logPath`, rotated at 10 MB.
 * - `isHealthy()`: asked while it starts; `deadlineMs`: how long that may take.
 * - `beforeStart()`: runs before every start, the first included (clears what a killed process left behind).
 * - `restart`: start it again within a second when it dies; `say(text)` tells so.
 * - `onStarted(pid)`, `onEnded()`: the record of what runs.
 */
export function supervise(component) {
  const run = new Supervised(component);
  run.begin();
  return run;
}

class Supervised {
  #child = null;
  #identity = null;
  #stopping = false;
  #deaths = 0;
  #wake = () => {};
  #firstDeath;
  #timers;

  constructor(component) {
    this.component = {
      say: () => {},
      onStarted: () => {},
      onEnded: () => {},
      restart: true,
      stopSignal: "SIGTERM",
      stopGraceMs: 4000,
      deadlineMs: 30_000,
      ...component,
    };
    this.name = component.name;
    this.restarts = 0;
    this.#firstDeath = new Promise((resolve) => (this.reportDeath = resolve));
    this.#timers = setInterval(() => rotateLog(component.logPath), ROTATE_EVERY_MS).unref();
    this.onProcessExit = () => this.#child?.kill(this.component.stopSignal);
    process.once("exit", this.onProcessExit);
  }

  get pid() {
    return this.#identity?.pid ?? null;
  }

  begin() {
    this.done = this.#loop();
    // A failure to start is reported by ready(); without a listener here it would end the program before.
    this.done.catch(() => {});
  }

  async #loop() {
    while (!this.#stopping) {
      await this.component.beforeStart?.();
      if (this.#stopping) return;
      const startedAtMs = Date.now();
      const ending = await this.#runOnce();
      this.component.onEnded();
      if (this.#stopping || !this.component.restart) return this.reportDeath(ending);
      this.#deaths = Date.now() - startedAtMs > RECOVERED_AFTER_MS ? 1 : this.#deaths + 1;
      if (this.#deaths >= BACKOFF_MS.length) this.reportDeath(ending);
      const delayMs = BACKOFF_MS[Math.min(this.#deaths, BACKOFF_MS.length) - 1];
      await new Promise((resolve) => {
        this.#wake = resolve;
        setTimeout(resolve, delayMs);
      });
      if (this.#stopping) return;
      this.restarts += 1;
      this.component.say(`${this.name} ${ending}; starting it again`);
    }
  }

  #runOnce() {
    const { command, args = [], env, cwd, uid, gid, logPath } = this.component;
    const log = openLog(logPath);
    // In a process group of its own, a component does not get the terminal's Ctrl-C: it is ended in its turn, by its number.
    const options = { env, cwd, uid, gid, detached: true, stdio: ["ignore", log, log] };
    const child = spawn(command, args, options);
    closeSync(log);
    return new Promise((resolve) => {
      child.once("error", (error) => resolve(`could not be started (${error.message})`));
      child.once("exit", (code, signal) => {
        this.#child = null;
        this.#identity = null;
        resolve(signal === null ? `ended with code ${code}` : `was ended by ${signal}`);
      });
      if (child.pid === undefined) return;
      this.#child = child;
      this.#identity = { pid: child.pid, startTime: startTimeOf(child.pid) };
      this.component.onStarted(child.pid);
    });
  }

  /** Waits until the component is healthy; throws with the end of its log when it keeps dying or the deadline passes. */
  async ready(deadlineMs = this.component.deadlineMs) {
    let death = null;
    void this.#firstDeath.then((ending) => (death = ending));
    const endsAtMs = Date.now() + deadlineMs;
    while (!(await this.#isHealthy())) {
      if (death !== null) throw this.#failure(`${this.name} ${death}.`);
      if (Date.now() > endsAtMs)
        throw this.#failure(`${this.name} was not ready within ${Math.round(deadlineMs / 1000)} s.`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async #isHealthy() {
    if (this.#child === null) return false;
    try {
      return (await this.component.isHealthy?.()) ?? true;
    } catch {
      return false;
    }
  }

  #failure(what) {
    const tail = lastLines(this.component.logPath, 5);
    return new RemedyError(what, `Its log is ${this.component.logPath}${tail === "" ? "." : `; it ends:\n${tail}`}`);
  }

  /** Ends the process (and kills it when `graceMs` is over) and does not start it again. */
  async stop(graceMs = this.component.stopGraceMs) {
    this.#stopping = true;
    this.#wake();
    clearInterval(this.#timers);
    process.removeListener("exit", this.onProcessExit);
    if (this.#identity !== null) await endProcess(this.#identity, { signal: this.component.stopSignal, graceMs });
    await this.done.catch(() => {});
  }
}
