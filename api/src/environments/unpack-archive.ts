import { createWriteStream } from "node:fs";
import { chmod, mkdir } from "node:fs/promises";
import path from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { extract, type Extract } from "tar-stream";
import { ValidationError } from "../domain/errors.ts";
import { ARCHIVE_LIMITS, type ArchiveLimits } from "./limits.ts";

/** Headers and padding of the archive itself. */
const OVERHEAD_BYTES_PER_FILE = 2_048;

/**
 * Writes an uploaded `.tar.gz` into an empty folder. Limits hold while it is read, so that a bomb is left at the limit;
 * only plain files and folders below the folder are made: no links, no devices, nothing that leads elsewhere.
 */
export async function unpackArchive(
  archive: Buffer,
  folder: string,
  limits: ArchiveLimits = ARCHIVE_LIMITS,
): Promise<void> {
  if (archive.length === 0) refuse("is empty");
  if (archive.length > limits.packedBytes) refuse(`may have at most ${inMegabytes(limits.packedBytes)} packed`);
  if (archive[0] !== 0x1f || archive[1] !== 0x8b) refuse("is not a gzip file; send a .tar.gz");
  const unpacking = extract();
  const bounded = boundedStream(limits.unpackedBytes + limits.files * OVERHEAD_BYTES_PER_FILE, limits);
  const read = pipeline(Readable.from(inChunks(archive)), createGunzip(), bounded, unpacking);
  const gone = new AbortController();
  // An archive that is cut off leaves the entry that is being read waiting for ever.
  const failed = new Promise<never>((_resolve, reject) => read.catch(reject));
  const written = writeEntries(unpacking, folder, limits, gone.signal);
  try {
    await Promise.race([written, failed]);
    await read;
  } catch (error) {
    if (error instanceof ValidationError) throw error;
    refuse(`cannot be unpacked: ${(error as Error).message}`);
  } finally {
    gone.abort();
    unpacking.destroy();
  }
}

async function writeEntries(
  entries: Extract,
  folder: string,
  limits: ArchiveLimits,
  signal: AbortSignal,
): Promise<void> {
  const seen = new Set<string>();
  let count = 0;
  let sizeBytes = 0;
  for await (const entry of entries) {
    const { name, type, size = 0 } = entry.header;
    if ((count += 1) > limits.files) refuse(`has more than ${limits.files} files`);
    if ((sizeBytes += size) > limits.unpackedBytes) tooLarge(limits);
    if (type !== "file" && type !== "contiguous-file" && type !== "directory") {
      refuse(`has ${described(name)}, which is a ${type}; only files and folders are taken`);
    }
    const relative = safePath(name, limits);
    const target = path.join(folder, relative);
    if (type === "directory") {
      await makeFolder(target);
      entry.resume();
      continue;
    }
    if (relative === "" || seen.has(relative)) refuse(`has ${described(name)} twice`);
    seen.add(relative);
    await makeFolder(path.dirname(target));
    // "wx": what is there already, in whatever way, is not written through.
    await pipeline(entry, createWriteStream(target, { flags: "wx", mode: 0o644 }), { signal });
  }
  if (seen.size === 0) refuse("has no file in it");
}

async function makeFolder(folder: string): Promise<void> {
  const made = await mkdir(folder, { recursive: true, mode: 0o755 });
  if (made !== undefined) await chmod(folder, 0o755);
}

function safePath(name: string, limits: ArchiveLimits): string {
  if (name.length > limits.pathLength || /[\0\\]/.test(name) || !name.isWellFormed()) {
    refuse(`has ${described(name)}, a path that is not taken`);
  }
  if (name.startsWith("/")) refuse(`has ${described(name)}, an absolute path`);
  const parts = name.split("/").filter((part) => part !== "" && part !== ".");
  if (parts.includes("..")) refuse(`has ${described(name)}, a path that leads out of it`);
  if (parts.length > limits.depth || parts.some((part) => Buffer.byteLength(part) > 255)) {
    refuse(`has ${described(name)}, a path that is too deep or too long`);
  }
  return parts.join("/");
}

function boundedStream(mostBytes: number, limits: ArchiveLimits): Transform {
  let sizeBytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sizeBytes += chunk.length;
      if (sizeBytes <= mostBytes) return done(null, chunk);
      done(new ValidationError([{ path: "file", message: tooLargeMessage(limits) }]));
    },
  });
}

function* inChunks(archive: Buffer): Iterable<Buffer> {
  for (let at = 0; at < archive.length; at += 65_536) yield archive.subarray(at, at + 65_536);
}

const inMegabytes = (bytes: number): string => `${bytes / 1024 / 1024} MB`;
const described = (name: string): string => JSON.stringify(name.slice(0, 100));
const tooLargeMessage = (limits: ArchiveLimits): string =>
  `is larger than ${inMegabytes(limits.unpackedBytes)} when unpacked`;

function tooLarge(limits: ArchiveLimits): never {
  refuse(tooLargeMessage(limits));
}

function refuse(message: string): never {
  throw new ValidationError([{ path: "file", message }]);
}
