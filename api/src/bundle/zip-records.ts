/**
 * The records of a zip archive whose entries are stored. Sizes and checksums are known beforehand, so each entry is
 * written in one go; libraries compute the checksum of 50 MB anew for every download.
 */
export interface ZipEntry {
  readonly name: string;
  readonly mode: number;
  readonly sizeBytes: number;
  readonly crc32: number;
}

const LOCAL_BYTES = 30;
const CENTRAL_BYTES = 46;
const END_BYTES = 22;
const VERSION = 20;
const MADE_BY_UNIX = (3 << 8) | VERSION;
const NAMES_ARE_UTF8 = 1 << 11;
const STORED = 0;
const REGULAR_FILE = 0o100000;
/** 2020-01-01 00:00:00, as DOS counts. */
const DOS_DATE = ((2020 - 1980) << 9) | (1 << 5) | 1;
/** Beyond them the format needs other records. */
const LARGEST_BYTES = 0xffff_fffe;

export function zipLocalHeader(entry: ZipEntry): Buffer {
  const name = Buffer.from(entry.name);
  const record = Buffer.alloc(LOCAL_BYTES);
  record.writeUInt32LE(0x0403_4b50, 0);
  record.writeUInt16LE(VERSION, 4);
  writeCommon(record, 6, entry, name.byteLength);
  return Buffer.concat([record, name]);
}

export function zipCentralEntry(entry: ZipEntry, offsetBytes: number): Buffer {
  const name = Buffer.from(entry.name);
  const record = Buffer.alloc(CENTRAL_BYTES);
  record.writeUInt32LE(0x0201_4b50, 0);
  record.writeUInt16LE(MADE_BY_UNIX, 4);
  record.writeUInt16LE(VERSION, 6);
  writeCommon(record, 8, entry, name.byteLength);
  record.writeUInt32LE(((REGULAR_FILE | entry.mode) << 16) >>> 0, 38);
  record.writeUInt32LE(within(offsetBytes), 42);
  return Buffer.concat([record, name]);
}

export function zipDirectoryEnd(entries: number, directoryBytes: number, offsetBytes: number): Buffer {
  const record = Buffer.alloc(END_BYTES);
  record.writeUInt32LE(0x0605_4b50, 0);
  record.writeUInt16LE(entries, 8);
  record.writeUInt16LE(entries, 10);
  record.writeUInt32LE(within(directoryBytes), 12);
  record.writeUInt32LE(within(offsetBytes), 16);
  return record;
}

export function zipSizeBytes(entries: readonly ZipEntry[]): number {
  const each = LOCAL_BYTES + CENTRAL_BYTES;
  return entries.reduce((sum, entry) => sum + each + 2 * Buffer.byteLength(entry.name) + entry.sizeBytes, END_BYTES);
}

/** Flags, method, time, date, checksum, sizes and length of the name: the same in both records. */
function writeCommon(record: Buffer, at: number, entry: ZipEntry, nameBytes: number): void {
  record.writeUInt16LE(NAMES_ARE_UTF8, at);
  record.writeUInt16LE(STORED, at + 2);
  record.writeUInt16LE(0, at + 4);
  record.writeUInt16LE(DOS_DATE, at + 6);
  record.writeUInt32LE(entry.crc32, at + 8);
  record.writeUInt32LE(within(entry.sizeBytes), at + 12);
  record.writeUInt32LE(within(entry.sizeBytes), at + 16);
  record.writeUInt16LE(nameBytes, at + 20);
}

function within(bytes: number): number {
  if (bytes > LARGEST_BYTES) throw new Error("a bundle of 4 GiB does not fit into a plain zip archive");
  return bytes;
}
