import { ChecksUnavailableError } from "../domain/environment/errors.ts";
import { runProgram } from "./run-program.ts";

export interface Python {
  readonly program: string;
  /** As `3.11`. */
  readonly version: string;
}

const CANDIDATES = ["python3", "python3.13", "python3.12", "python3.11", "python3.10", "python3.9"];
const ASK = "import json, sys; print(json.dumps([sys.executable, *sys.version_info[:2]]))";

/** Python 3.9 or newer: the one that is named, else the first on PATH. */
export async function findPython(named: string | null): Promise<Python> {
  const tried: string[] = [];
  for (const program of named === null ? CANDIDATES : [named]) {
    const answer = await runProgram(program, ["-I", "-c", ASK], { timeoutMs: 20_000, env: process.env }).catch(
      () => null,
    );
    if (answer === null) continue;
    const [executable, major, minor] = JSON.parse(answer) as [string, number, number];
    if (major === 3 && minor >= 9) return { program: executable, version: `${major}.${minor}` };
    tried.push(`${program} is ${major}.${minor}`);
  }
  const where = named === null ? "on the server's PATH" : `at ${named} (ARENA_PYTHON)`;
  const found = tried.length === 0 ? "" : ` (${tried.join(", ")})`;
  throw new ChecksUnavailableError(
    `Environments are validated with Python 3.9 or newer, and there is none ${where}${found}. ` +
      "Install it (on Debian: apt-get install python3 python3-venv), or name one in ARENA_PYTHON; then try again.",
  );
}
