import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Kept beside the stage's log, so that whoever follows it next counts on. */
interface Watch {
  readonly begunAtMs: number;
  readonly trouble: string | null;
  readonly troubleAtMs: number;
  readonly seenAtMs: number;
}
export interface WatchView {
  /** Since the stage was first looked at. */
  readonly lastsMs: number;
  /** For how long it has this trouble. */
  readonly troubleMs: number;
  readonly isNew: boolean;
}

/** A container that crashes runs in between, and looks well. */
const FORGOTTEN_MS = 90_000;

export async function keepWatch(folder: string, trouble: string | null, now = Date.now()): Promise<WatchView> {
  const path = join(folder, "watch.json");
  const before = await readFile(path, "utf8").then(
    (text) => JSON.parse(text) as Watch,
    () => null,
  );
  const lasts = before?.trouble != null && now - before.seenAtMs < FORGOTTEN_MS;
  const same =
    before !== null && (trouble === null ? lasts || before.trouble === null : before.trouble === trouble && lasts);
  const watch: Watch = {
    begunAtMs: before?.begunAtMs ?? now,
    trouble: same ? before.trouble : trouble,
    troubleAtMs: same ? before.troubleAtMs : now,
    seenAtMs: trouble === null ? (before?.seenAtMs ?? now) : now,
  };
  await mkdir(folder, { recursive: true });
  await writeFile(`${path}.new`, JSON.stringify(watch));
  await rename(`${path}.new`, path);
  return { lastsMs: now - watch.begunAtMs, troubleMs: now - watch.troubleAtMs, isNew: !same };
}
