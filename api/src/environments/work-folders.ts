import { chmod, mkdir, mkdtemp, readdir, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

const NAME = /^arena-environment-(\d+)-/;

export interface WorkFolder {
  readonly source: string;
  /** The only place where the checked code may write. */
  readonly scratch: string;
  remove(): Promise<void>;
}

/** One of its own for each unpacking, open to the user as whom the checks run; its name tells whose it is. */
export async function makeWorkFolder(): Promise<WorkFolder> {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), `arena-environment-${process.pid}-`)));
  const [source, scratch] = [path.join(folder, "source"), path.join(folder, "scratch")];
  await chmod(folder, 0o755);
  await mkdir(source, { mode: 0o755 });
  await mkdir(scratch);
  await chmod(scratch, process.getuid?.() === 0 ? 0o1777 : 0o700);
  return { source, scratch, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** What servers that were killed have left. */
export async function removeAbandonedFolders(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = Number(NAME.exec(name)?.[1] ?? 0);
    if (pid === 0 || isAlive(pid)) continue;
    // One of another user cannot be removed, and is not ours to.
    await rm(path.join(tmpdir(), name), { recursive: true, force: true }).catch(() => undefined);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: string }).code === "EPERM";
  }
}
