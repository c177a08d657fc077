import { createHash, randomUUID } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, open, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { constants, crc32, createGzip } from "node:zlib";
import * as z from "zod";
import type { BundlePayload, PayloadFile } from "./bundle-input.ts";

export interface PayloadSources {
  /** The Node program that clusters run: of this machine's kind. */
  readonly nodeProgram: string;
  readonly agent: string;
  readonly launcher: string;
  readonly trainer: string;
  /** Where the packed program is kept: packing it takes seconds, and a bundle must not wait for it. */
  readonly cacheDirectory: string;
}

const READ_BYTES = 1024 * 1024;
/** `e_machine` of an ELF file, by the name that `uname -m` has for it. */
const MACHINES: Readonly<Record<number, string>> = { 0x3e: "x86_64", 0xb7: "aarch64" };

/** Done once for a version. The same sources give the same payload. */
export async function preparePayload(sources: PayloadSources): Promise<BundlePayload> {
  const machine = await machineOf(sources.nodeProgram);
  const [nodeGzip, agent, launcher, trainer] = await Promise.all([
    packedOnce(sources.nodeProgram, sources.cacheDirectory),
    describe(sources.agent),
    describe(sources.launcher),
    describe(sources.trainer),
  ]);
  return { machine, nodeGzip, agent, launcher, trainer };
}

async function machineOf(program: string): Promise<string> {
  const file = await open(program);
  try {
    const { buffer } = await file.read(Buffer.alloc(20), 0, 20, 0);
    const machine = buffer.readUInt32BE(0) === 0x7f45_4c46 ? MACHINES[buffer.readUInt16LE(18)] : undefined;
    if (machine === undefined)
      throw new Error(`clusters need Node for Linux on x86_64 or aarch64, and ${program} is not that`);
    return machine;
  } finally {
    await file.close();
  }
}

const noteSchema = z.object({ sizeBytes: z.int(), sha256: z.string(), crc32: z.int() });

/** Named for what is in it, so a file that is there is right; a half-written one never has the name. */
async function packedOnce(program: string, directory: string): Promise<PayloadFile> {
  const { sha256 } = await describe(program);
  const path = join(directory, `node-${sha256.slice(0, 32)}.gz`);
  const note = `${path}.json`;
  try {
    return { path, ...noteSchema.parse(JSON.parse(await readFile(note, "utf8"))) };
  } catch {
    // Not packed yet, or not to its end.
  }
  await mkdir(directory, { recursive: true });
  const half = `${path}.${randomUUID()}`;
  try {
    const gzip = createGzip({ level: constants.Z_DEFAULT_COMPRESSION, chunkSize: READ_BYTES });
    await pipeline(createReadStream(program, { highWaterMark: READ_BYTES }), gzip, createWriteStream(half));
    const { path: _half, ...packed } = await describe(half);
    await rename(half, path);
    await writeFile(half, JSON.stringify(packed));
    await rename(half, note);
    return { path, ...packed };
  } finally {
    await rm(half, { force: true });
  }
}

async function describe(path: string): Promise<PayloadFile> {
  const hash = createHash("sha256");
  let sizeBytes = 0;
  let sum = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: READ_BYTES }) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    sum = crc32(chunk, sum);
    sizeBytes += chunk.byteLength;
  }
  return { path, sizeBytes, sha256: hash.digest("hex"), crc32: sum };
}
