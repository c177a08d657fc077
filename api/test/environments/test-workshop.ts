import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { homedir, tmpdir } from "node:os";
import path from "node:path";
import { ChecksUnavailableError } from "../../src/domain/environment/errors.ts";
import type { CheckEvent, CheckResult, EnvironmentWorkshop } from "../../src/domain/environment/workshop.ts";
import { createWorkshop } from "../../src/environments/create-workshop.ts";
import { CHECK_LIMITS, type CheckLimits } from "../../src/environments/limits.ts";
import { tarOfSources } from "./tar-of.ts";

const CACHE = path.join(process.env["XDG_CACHE_HOME"] || path.join(homedir(), ".cache"), "arena");
/** Where the checks change their user and have no namespace, what they need must be open to everybody. */
const OPEN = { python: "/usr/bin/python3", cache: "/var/tmp/arena-environment-checks-test" };
const IS_ROOT = process.getuid?.() === 0;
const MiB = 1024 * 1024;

/** Small, so that each strikes within a test. */
export const TEST_LIMITS: CheckLimits = {
  ...CHECK_LIMITS,
  wallSeconds: 60,
  checkSeconds: 5,
  cpuSeconds: 20,
  memoryBytes: 700 * MiB,
  fileBytes: 4 * MiB,
  scratchBytes: 8 * MiB,
  scratchFiles: 100,
  processes: 16,
};

export interface Outcome {
  readonly events: readonly CheckEvent[];
  readonly checks: Readonly<Record<string, CheckResult>>;
  readonly end: Extract<CheckEvent, { type: "end" }> | undefined;
}

/** A workshop whose Python has a path of its own, by which its processes can be told from all others. */
export class TestWorkshop {
  readonly dataDir = realpathSync(mkdtempSync(path.join(tmpdir(), "arena-workshop-test-")));
  readonly workshop: EnvironmentWorkshop;
  readonly #marker: string;

  constructor(more: { readonly namespaces?: boolean; readonly limits?: Partial<CheckLimits> } = {}) {
    const open = IS_ROOT && more.namespaces === false;
    const cache = open ? OPEN.cache : CACHE;
    mkdirSync(cache, { recursive: true });
    this.#marker = path.join(this.dataDir, "cache");
    symlinkSync(cache, this.#marker);
    chmodSync(this.dataDir, open ? 0o755 : 0o700);
    this.workshop = createWorkshop({
      namespaces: more.namespaces ?? true,
      limits: { ...TEST_LIMITS, ...more.limits },
      dataDir: this.dataDir,
      cacheDir: this.#marker,
      python: open ? OPEN.python : null,
    });
  }

  async check(entryPoint: string, configuration: Record<string, unknown> = {}, doRollouts = false): Promise<Outcome> {
    const source = await this.workshop.unpack(await tarOfSources("good.py", "bad.py", "broken.py"));
    const events: CheckEvent[] = [];
    try {
      const order = { mode: "validate", entryPoint, configuration, doRollouts } as const;
      for await (const event of this.workshop.check(source, order, new AbortController().signal)) events.push(event);
    } finally {
      await source.close();
    }
    const checks = events.flatMap((event) => (event.type === "check" ? [[event.check, event.result] as const] : []));
    return { events, checks: Object.fromEntries(checks), end: events.find((event) => event.type === "end") };
  }

  /** Command lines of what it has started and still is there. */
  processes(): string[] {
    return commandLines().filter((line) => line.includes(this.#marker));
  }

  remove(): void {
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}

export function commandLines(): string[] {
  return readdirSync("/proc").flatMap((pid) => {
    try {
      return /^\d+$/.test(pid) ? [readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ")] : [];
    } catch {
      return [];
    }
  });
}

/** Null when the checks can run here, else what is missing. Makes their virtual environment if there is none yet. */
export async function missingForChecks(namespaces: boolean): Promise<string | null> {
  const tests = new TestWorkshop({ namespaces });
  try {
    await tests.workshop.refusedRequirements("numpy");
    return null;
  } catch (error) {
    if (error instanceof ChecksUnavailableError) return error.message;
    throw error;
  } finally {
    tests.remove();
  }
}
