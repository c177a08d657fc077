import { existsSync } from "node:fs";
import path from "node:path";
import type { BundlePayload } from "./bundle/bundle-input.ts";
import { preparePayload } from "./bundle/prepare-payload.ts";
import { writePayloadArchive } from "./bundle/payload-archive.ts";

const DIST = path.join(import.meta.dirname, "..", "..", "workflows", "dist", "cluster");

const cacheOf = (dataDir: string): string => path.join(dataDir, "cache");

/** Packing Node takes seconds, so it is done once: at the first call, and again only for another version of Node. */
export function createBundlePayload(dataDir: string): () => Promise<BundlePayload> {
  let prepared: Promise<BundlePayload> | null = null;
  return () => {
    prepared ??= preparePayload({
      nodeProgram: process.execPath,
      agent: path.join(DIST, "agent.mjs"),
      launcher: path.join(DIST, "launcher.mjs"),
      trainer: path.join(DIST, "trainer-classic.mjs"),
      cacheDirectory: cacheOf(dataDir),
    }).catch((error: unknown) => {
      prepared = null;
      throw error;
    });
    return prepared;
  };
}

/** Written once for a version; again where the file is gone. */
export function createPayloadArchive(dataDir: string, payload: () => Promise<BundlePayload>): () => Promise<string> {
  let written: Promise<string> | null = null;
  return async () => {
    const sha256 = await written?.catch(() => null);
    if (sha256 && existsSync(path.join(cacheOf(dataDir), `payload-${sha256}.tar`))) return sha256;
    written = payload().then((found) => writePayloadArchive(found, cacheOf(dataDir)));
    return written;
  };
}
