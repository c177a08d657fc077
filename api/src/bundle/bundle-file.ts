import type { PayloadFile } from "./bundle-input.ts";

export type BundleFileMode = 0o600 | 0o644 | 0o755;

/** A file of the bundle; `path` is relative to `arena-train/`. */
export interface BundleFile {
  readonly path: string;
  readonly mode: BundleFileMode;
  /** Bytes, or a file on this machine that is too large to hold. */
  readonly content: Buffer | PayloadFile;
}

export const BUNDLE_ROOT = "arena-train";

export const sizeBytesOf = (file: BundleFile): number =>
  Buffer.isBuffer(file.content) ? file.content.byteLength : file.content.sizeBytes;
