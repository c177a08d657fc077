import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

/** The version that the bundles' images have. */
export const RAY_VERSION = "2.60.0";

export interface InstalledRay {
  /** The command `ray`. */
  readonly executable: string;
  readonly python: string;
}

const CACHE = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "arena");
const INSTALL_WITHIN_MS = 240_000;
/** Head and two workers with a job on each. */
const WANTED_BYTES = 3 * 2 ** 30;
const execute = promisify(execFile);

/** In an environment of its own, made once, outside of the checkout. A string says why there is none. */
export async function installRay(): Promise<InstalledRay | string> {
  const available = availableBytes();
  if (available < WANTED_BYTES) return `only ${(available / 2 ** 30).toFixed(1)} GiB of memory are free`;
  const folder = join(CACHE, `ray-${RAY_VERSION}`);
  const ray = { executable: join(folder, "bin", "ray"), python: join(folder, "bin", "python") };
  const complete = join(folder, "complete");
  if (existsSync(complete) && existsSync(ray.executable)) return ray;
  process.stderr.write(`installing ray ${RAY_VERSION} into ${folder}, once\n`);
  try {
    // What a broken-off installation has left is not trusted.
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(CACHE, { recursive: true });
    await execute("python3.11", ["-m", "venv", folder], { timeout: INSTALL_WITHIN_MS });
    const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", `ray[default]==${RAY_VERSION}`];
    await execute(ray.python, pip, { timeout: INSTALL_WITHIN_MS });
    writeFileSync(complete, "");
    return ray;
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    const { stderr, message } = error as { stderr?: string; message: string };
    return `ray ${RAY_VERSION} cannot be installed: ${(stderr?.trim() || message).split("\n").at(-1)}`;
  }
}

function availableBytes(): number {
  const kilobytes = /^MemAvailable:\s+(\d+)/m.exec(readFileSync("/proc/meminfo", "utf8"))?.[1];
  return Number(kilobytes ?? 0) * 1024;
}
