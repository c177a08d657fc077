import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { startTimeOf } from "./process-identity.mjs";
import { writeFileAtomically } from "./write-file-atomically.mjs";

/** DIR/state.json: `{address, components: {<name>: {pid, startTime, port?}}}`; missing or unreadable counts as empty. */
export function readState(dataDir) {
  try {
    const state = JSON.parse(readFileSync(join(dataDir, "state.json"), "utf8"));
    if (
      typeof state === "object" &&
      state !== null &&
      typeof state.components === "object" &&
      state.components !== null
    )
      return state;
  } catch {
    // Half a file cannot be (it is renamed into place); a missing one means that nothing was started.
  }
  return { address: null, components: {} };
}

/** Every change is on disk before the call returns, so that a killed start leaves a true list of what it started. */
export function openStateFile(dataDir, address) {
  const state = { address, components: {} };
  const write = () => writeFileAtomically(join(dataDir, "state.json"), `${JSON.stringify(state, null, 2)}\n`, 0o600);
  write();
  return {
    started(name, pid, port) {
      state.components[name] = { pid, startTime: startTimeOf(pid), ...(port === undefined ? {} : { port }) };
      write();
    },
    ended(name) {
      delete state.components[name];
      write();
    },
    /** A stop that could not end everything leaves the list of what still runs for the next start. */
    removeIfEmpty: () => {
      if (Object.keys(state.components).length === 0) rmSync(join(dataDir, "state.json"), { force: true });
    },
  };
}
