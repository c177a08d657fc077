import { isSameProcessAlive } from "./process-identity.mjs";

/**
 * Ends one recorded process by its number, never its group: trainers that descend from a component must stay.
 * Asks first, and kills when `graceMs` is over. Answers whether it was there at all.
 */
export async function endProcess(identity, { signal = "SIGTERM", graceMs }) {
  if (!isSameProcessAlive(identity)) return false;
  send(identity.pid, signal);
  if (!(await endedWithin(identity, graceMs))) {
    send(identity.pid, "SIGKILL");
    await endedWithin(identity, 2000);
  }
  return true;
}

async function endedWithin(identity, limitMs) {
  const endsAtMs = Date.now() + limitMs;
  while (isSameProcessAlive(identity)) {
    if (Date.now() >= endsAtMs) return false;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return true;
}

function send(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (error.code !== "ESRCH") throw error;
  }
}
