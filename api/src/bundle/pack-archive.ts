import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import { crc32 } from "node:zlib";
import { BUNDLE_ROOT, sizeBytesOf, type BundleFile } from "./bundle-file.ts";
import type { ArchiveType } from "./bundle-input.ts";
import { TAR_BLOCK_BYTES, tarHeader } from "./tar-header.ts";
import { zipCentralEntry, zipDirectoryEnd, zipLocalHeader, zipSizeBytes, type ZipEntry } from "./zip-records.ts";

/** Of every entry: an archive says what is in it, not when it was asked for. */
const MODIFIED_AT = new Date("2020-01-01T00:00:00Z");
const READ_BYTES = 1024 * 1024;

/** The archive as a stream. Entries are stored as they are, so no version of a compressor changes the bytes. */
export function packArchive(files: readonly BundleFile[], type: ArchiveType): Readable {
  return Readable.from(type === "tar" ? tarChunks(files) : zipChunks(files), { objectMode: false });
}

/** What the stream will have, for `Content-Length`: a download shows how far it is. */
export function archiveSizeBytes(files: readonly BundleFile[], type: ArchiveType): number {
  if (type === "zip") return zipSizeBytes(files.map(zipEntryOf));
  const blocks = files.reduce((sum, file) => sum + 1 + Math.ceil(sizeBytesOf(file) / TAR_BLOCK_BYTES), 2);
  return blocks * TAR_BLOCK_BYTES;
}

async function* chunksOf({ content }: BundleFile): AsyncGenerator<Buffer> {
  if (Buffer.isBuffer(content)) yield content;
  else yield* createReadStream(content.path, { highWaterMark: READ_BYTES }) as AsyncIterable<Buffer>;
}

/** A file that is longer or shorter than it was would give an archive that is broken without anybody knowing. */
async function* wholeChunksOf(file: BundleFile): AsyncGenerator<Buffer> {
  let sentBytes = 0;
  for await (const chunk of chunksOf(file)) {
    sentBytes += chunk.byteLength;
    yield chunk;
  }
  if (sentBytes !== sizeBytesOf(file)) throw new Error(`${file.path} has changed while it was packed`);
}

async function* tarChunks(files: readonly BundleFile[]): AsyncGenerator<Buffer> {
  for (const file of files) {
    const sizeBytes = sizeBytesOf(file);
    yield tarHeader({ name: `${BUNDLE_ROOT}/${file.path}`, mode: file.mode, sizeBytes, modifiedAt: MODIFIED_AT });
    yield* wholeChunksOf(file);
    const rest = sizeBytes % TAR_BLOCK_BYTES;
    if (rest > 0) yield Buffer.alloc(TAR_BLOCK_BYTES - rest);
  }
  yield Buffer.alloc(2 * TAR_BLOCK_BYTES);
}

async function* zipChunks(files: readonly BundleFile[]): AsyncGenerator<Buffer> {
  const central: Buffer[] = [];
  let offsetBytes = 0;
  for (const file of files) {
    const entry = zipEntryOf(file);
    const header = zipLocalHeader(entry);
    central.push(zipCentralEntry(entry, offsetBytes));
    yield header;
    yield* wholeChunksOf(file);
    offsetBytes += header.byteLength + entry.sizeBytes;
  }
  yield* central;
  const directoryBytes = central.reduce((sum, entry) => sum + entry.byteLength, 0);
  yield zipDirectoryEnd(files.length, directoryBytes, offsetBytes);
}

function zipEntryOf(file: BundleFile): ZipEntry {
  return {
    name: `${BUNDLE_ROOT}/${file.path}`,
    mode: file.mode,
    sizeBytes: sizeBytesOf(file),
    crc32: Buffer.isBuffer(file.content) ? crc32(file.content) : file.content.crc32,
  };
}
