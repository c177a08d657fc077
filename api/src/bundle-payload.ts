import path from "node:path";
import type { BundlePayload } from "./bundle/bundle-input.ts";
import { preparePayload } from "./bundle/prepare-payload.ts";

const DIST = path.join(import.meta.dirname, "..", "..", "workflows", "dist", "cluster");

/** Packing Node takes seconds, so it is done once: at the first call, and again only for another version of Node. */
export function createBundlePayload(dataDir: string): () => Promise<BundlePayload> {
  let prepared: Promise<BundlePayload> | null = null;
  return () => {
    prepared ??= preparePayload({
      nodeProgram: process.execPath,
      agent: path.join(DIST, "agent.mjs"),
      launcher: path.join(DIST, "launcher.mjs"),
      trainer: path.join(DIST, "trainer-classic.mjs"),
      cacheDirectory: path.join(dataDir, "cache"),
    }).catch((error: unknown) => {
      prepared = null;
      throw error;
    });
    return prepared;
  };
}
