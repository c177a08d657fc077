/** Longer than any ladder: what Ray would kill at its end is only the stub, and that waits for the launcher. */
const STOP_WAIT_SECONDS = "86400";

/** Ray gives this to a shell. `exec`, so that the job's process is the program itself. */
export function entrypointOf(program: string, directory: string, option: string): string {
  return `exec ${[process.execPath, program, directory, option].map(quote).join(" ")}`;
}

export const RUNTIME_ENVIRONMENT = { env_vars: { RAY_JOB_STOP_WAIT_TIME_S: STOP_WAIT_SECONDS } };

const quote = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;
