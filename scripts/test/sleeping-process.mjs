import { spawn } from "node:child_process";
import { afterEach } from "vitest";
import { startTimeOf } from "../up/process-identity.mjs";

const children = [];

/** A process that does nothing until it is ended; `{pid, startTime}`. */
export function sleepingProcess() {
  const child = spawn("sleep", ["600"], { stdio: "ignore" });
  children.push(child);
  return { pid: child.pid, startTime: startTimeOf(child.pid) };
}

export function endSleepersAfterEach() {
  afterEach(() => {
    for (const child of children.splice(0)) child.kill("SIGKILL");
  });
}
