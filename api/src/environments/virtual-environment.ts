import { createHash, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, rm } from "node:fs/promises";
import path from "node:path";
import { ChecksUnavailableError } from "../domain/environment/errors.ts";
import { findPython, type Python } from "./find-python.ts";
import { ProgramError, runProgram } from "./run-program.ts";

export interface VirtualEnvironment {
  readonly python: string;
  /** What Python needs to read: the environment and the installation that it was made from. */
  readonly folders: readonly string[];
}

export interface VirtualEnvironmentSettings {
  readonly cacheDir: string;
  readonly requirementsFile: string;
  /** Null: the first on PATH that will do. */
  readonly python: string | null;
}

/** Made once and kept, by what is in it and by Python's version; two that make it at once each rename a whole one. */
export class VirtualEnvironments {
  readonly #settings: VirtualEnvironmentSettings;
  #made: Promise<VirtualEnvironment> | null = null;

  constructor(settings: VirtualEnvironmentSettings) {
    this.#settings = settings;
  }

  get(): Promise<VirtualEnvironment> {
    this.#made ??= this.#make().catch((error: unknown) => {
      // Whoever mends the machine need not start the server anew.
      this.#made = null;
      throw error;
    });
    return this.#made;
  }

  async #make(): Promise<VirtualEnvironment> {
    const { cacheDir, requirementsFile, python: named } = this.#settings;
    const python = await findPython(named);
    const requirements = await readFile(requirementsFile);
    const hash = createHash("sha256").update(requirements).update(python.program).digest("hex").slice(0, 12);
    const folder = path.join(cacheDir, `environment-checks-${python.version}-${hash}`);
    if (!existsSync(folder)) await install(python, folder, requirementsFile);
    return describe(path.join(folder, "bin", "python"));
  }
}

async function install(python: Python, folder: string, requirementsFile: string): Promise<void> {
  await mkdir(path.dirname(folder), { recursive: true });
  const half = `${folder}.${randomUUID()}`;
  try {
    await orExplain(
      `${python.program} cannot make a virtual environment. On Debian: apt-get install python3-venv.`,
      runProgram(python.program, ["-m", "venv", half], { timeoutMs: 120_000, env: process.env }),
    );
    await orExplain(
      "pip could not install what environments are validated with (gymnasium and numpy). Give it a package index " +
        "that it can reach, by PIP_INDEX_URL or pip.conf; then try again.",
      runProgram(
        path.join(half, "bin", "python"),
        ["-m", "pip", "install", "--disable-pip-version-check", "--only-binary", ":all:", "-r", requirementsFile],
        { timeoutMs: 300_000, env: process.env },
      ),
    );
    await rename(half, folder).catch((error: unknown) => {
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(half, { recursive: true, force: true });
  }
}

const PREFIXES = `import json, os, sys, gymnasium, numpy
print(json.dumps([sys.prefix, sys.base_prefix, os.path.dirname(os.path.realpath(sys.executable))]))`;

async function describe(python: string): Promise<VirtualEnvironment> {
  const folders = await orExplain(
    `The virtual environment of the checks is damaged. Remove ${path.dirname(path.dirname(python))}; then try again.`,
    runProgram(python, ["-I", "-c", PREFIXES], { timeoutMs: 120_000 }),
  );
  return { python, folders: JSON.parse(folders) as string[] };
}

async function orExplain<Result>(explanation: string, work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof ProgramError)) throw error;
    throw new ChecksUnavailableError(`${explanation} It said: ${error.output}`);
  }
}
