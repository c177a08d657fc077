import { execFile } from "node:child_process";
import { homedir } from "node:os";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";

/** The two that people have: of the time of the documentation, and the newest one when this was written. */
export const CLIENT_VERSIONS = ["0.2.0", "1.29.0"] as const;
export type ClientVersion = (typeof CLIENT_VERSIONS)[number];

export interface InstalledClient {
  readonly version: ClientVersion;
  /** The command `arena`. */
  readonly executable: string;
  /** Python of the same environment. */
  readonly python: string;
}

/** Where downloaded programs are kept too. */
const CACHE = path.join(process.env.XDG_CACHE_HOME ?? path.join(homedir(), ".cache"), "arena");
const execute = promisify(execFile);
const INSTALL_WITHIN_MS = 240_000;

/** Each in an environment of its own, made once, outside of the checkout. A string says why there is none. */
export async function installClient(version: ClientVersion): Promise<InstalledClient | string> {
  const folder = path.join(CACHE, `agilerl-arena-${version}`);
  const client = {
    version,
    executable: path.join(folder, "bin", "arena"),
    python: path.join(folder, "bin", "python"),
  };
  const complete = path.join(folder, "complete");
  if (existsSync(complete) && existsSync(client.executable)) return client;
  const options = { timeout: INSTALL_WITHIN_MS };
  try {
    // What a broken-off installation has left is not trusted.
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(path.dirname(folder), { recursive: true });
    await execute("python3", ["-m", "venv", folder], options);
    const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", `agilerl-arena==${version}`];
    await execute(client.python, pip, options);
    writeFileSync(complete, "");
    return client;
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    const { stderr, message } = error as { stderr?: string; message: string };
    return `agilerl-arena ${version} cannot be installed: ${(stderr?.trim() || message).split("\n").at(-1)}`;
  }
}
