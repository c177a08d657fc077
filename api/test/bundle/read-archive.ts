import { Readable } from "node:stream";
import { extract } from "tar-stream";
import { fromBuffer, type Entry, type ZipFile } from "yauzl";

export interface ArchiveEntry {
  readonly name: string;
  readonly mode: number;
  readonly content: Buffer;
}

export async function readTar(bytes: Buffer): Promise<ArchiveEntry[]> {
  const entries: ArchiveEntry[] = [];
  const archive = extract();
  Readable.from([bytes]).pipe(archive);
  for await (const entry of archive) {
    const chunks: Buffer[] = [];
    for await (const chunk of entry) chunks.push(chunk as Buffer);
    entries.push({ name: entry.header.name, mode: entry.header.mode ?? 0, content: Buffer.concat(chunks) });
  }
  return entries;
}

/** With the checksum of each entry compared. */
export async function readZip(bytes: Buffer): Promise<ArchiveEntry[]> {
  const archive = await new Promise<ZipFile>((resolve, reject) =>
    fromBuffer(bytes, { lazyEntries: true, autoClose: false }, (error, opened) =>
      opened === undefined ? reject(error ?? new Error("no archive")) : resolve(opened),
    ),
  );
  const found = await new Promise<Entry[]>((resolve, reject) => {
    const list: Entry[] = [];
    archive.on("entry", (entry: Entry) => {
      list.push(entry);
      archive.readEntry();
    });
    archive.once("end", () => resolve(list)).once("error", reject);
    archive.readEntry();
  });
  const entries: ArchiveEntry[] = [];
  for (const entry of found) {
    const stream = await new Promise<Readable>((resolve, reject) =>
      archive.openReadStream(entry, (error, opened) =>
        opened === undefined ? reject(error ?? new Error("no entry")) : resolve(opened),
      ),
    );
    const content = Buffer.concat(await stream.toArray());
    entries.push({ name: entry.fileName, mode: (entry.externalFileAttributes >>> 16) & 0o777, content });
  }
  return entries;
}
