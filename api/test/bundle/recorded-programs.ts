import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface RecordedPrograms {
  readonly directory: string;
  /** Environment in which these programs come first, and no server is told of it. */
  readonly environment: NodeJS.ProcessEnv;
  /** Calls in their order: the program, then its arguments. */
  calls(): string[][];
  callsOf(program: string): string[][];
  forget(): void;
  dispose(): void;
}

const SEPARATOR = "\u001f";

/** Programs that write down how they were called, and then do what their script says. */
export function recordPrograms(scripts: Readonly<Record<string, string>>): RecordedPrograms {
  const directory = mkdtempSync(join(tmpdir(), "arena-recorded-"));
  const bin = join(directory, "bin");
  const record = join(directory, "record");
  mkdirSync(bin);
  for (const [name, script] of Object.entries(scripts)) {
    const note = `{ printf '%s' ${name}; for word; do printf '\\037%s' "$word"; done; printf '\\036'; } >>'${record}'`;
    writeFileSync(join(bin, name), `#!/bin/bash\n${note}\n${script}\n`, { mode: 0o755 });
  }
  const calls = (): string[][] =>
    existsSync(record)
      ? readFileSync(record, "utf8")
          .split("\u001e")
          .filter(Boolean)
          .map((line) => line.split(SEPARATOR))
      : [];
  return {
    directory,
    environment: { ...process.env, PATH: `${bin}:${process.env["PATH"]}`, TMPDIR: directory, ARENA_REPORT: "off" },
    calls,
    callsOf: (program) =>
      calls()
        .filter(([name]) => name === program)
        .map((call) => call.slice(1)),
    forget: () => rmSync(record, { force: true }),
    dispose: () => rmSync(directory, { recursive: true, force: true }),
  };
}
