import { createHash, randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { BundlePayload } from "./bundle-input.ts";
import { packArchive } from "./pack-archive.ts";
import { payloadFiles } from "./payload-files.ts";

/** The programs of a version as one tar, named by its own sha256: what hosts take in pieces. Answers that hash. */
export async function writePayloadArchive(payload: BundlePayload, directory: string): Promise<string> {
  await mkdir(directory, { recursive: true });
  const half = join(directory, `.payload-${randomUUID()}`);
  const hash = createHash("sha256");
  const hashed = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  try {
    await pipeline(packArchive(payloadFiles(payload), "tar"), hashed, createWriteStream(half));
    const sha256 = hash.digest("hex");
    await rename(half, join(directory, `payload-${sha256}.tar`));
    return sha256;
  } finally {
    await rm(half, { force: true });
  }
}
