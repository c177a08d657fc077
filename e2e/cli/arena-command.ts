import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { InstalledClient } from "./installed-client.ts";

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Both, with runs of white space as one space: the client breaks its lines at the terminal's width. */
  readonly text: string;
}

export interface Running {
  /** Both streams, as far as they have come. */
  output(): string;
  readonly ended: Promise<Ended>;
  /** At once, as by SIGKILL. */
  stop(): void;
}

/** `arena`, with a home and a working folder of its own. */
export interface ArenaCommand {
  readonly home: string;
  readonly folder: string;
  start(args: readonly string[], environment?: Readonly<Record<string, string>>): Running;
  run(args: readonly string[], environment?: Readonly<Record<string, string>>): Promise<Ended>;
  /** Ends what still runs. */
  remove(): void;
}

const WITHIN_MS = 120_000;

/** Nothing of the test's own environment but what finds programs: what counts is in `given`. */
export function arenaCommand(client: InstalledClient, given: Readonly<Record<string, string>>): ArenaCommand {
  const root = mkdtempSync(path.join(tmpdir(), "arena-cli-"));
  const [home, folder] = [path.join(root, "home"), path.join(root, "work")];
  for (const made of [home, folder]) mkdirSync(made);
  const running = new Set<() => void>();
  const start: ArenaCommand["start"] = (args, environment = {}) => {
    const child = spawn(client.executable, args, {
      cwd: folder,
      env: {
        PATH: process.env.PATH ?? "",
        HOME: home,
        COLUMNS: "200",
        NO_COLOR: "1",
        PYTHONUNBUFFERED: "1",
        // A browser that does nothing.
        BROWSER: "true",
        ...given,
        ...environment,
      },
      stdio: ["ignore", "pipe", "pipe"],
      timeout: WITHIN_MS,
    });
    const kill = (): void => void child.kill("SIGKILL");
    running.add(kill);
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
    const ended = new Promise<Ended>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code) => {
        running.delete(kill);
        resolve({ code, stdout, stderr, text: `${stdout}${stderr}`.replaceAll(/\s+/g, " ") });
      });
    });
    return { output: () => stdout + stderr, ended, stop: kill };
  };
  return {
    home,
    folder,
    start,
    run: (args, environment) => start(args, environment).ended,
    remove() {
      for (const kill of running) kill();
      rmSync(root, { recursive: true, force: true });
    },
  };
}
