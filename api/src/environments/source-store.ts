import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";

/** Uploaded archives as files: `<folder>/<organization>/<sha256>`. */
export class SourceStore {
  readonly #folder: string;
  constructor(folder: string) {
    this.#folder = folder;
  }

  async store(organizationId: string, archive: Buffer): Promise<{ sha256: string; sizeBytes: number }> {
    const sha256 = hashOf(archive);
    const file = this.#fileOf(organizationId, sha256);
    if (!(await this.has(organizationId, sha256))) {
      await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
      const half = `${file}.${randomUUID()}`;
      await writeFile(half, archive, { mode: 0o600, flush: true });
      await rename(half, file);
    }
    return { sha256, sizeBytes: archive.length };
  }

  has(organizationId: string, sha256: string): Promise<boolean> {
    return stat(this.#fileOf(organizationId, sha256)).then(
      (found) => found.isFile(),
      () => false,
    );
  }

  /** Null when it is not there, or was changed. */
  async read(organizationId: string, sha256: string): Promise<Buffer | null> {
    const archive = await readFile(this.#fileOf(organizationId, sha256)).catch(() => null);
    return archive !== null && hashOf(archive) === sha256 ? archive : null;
  }

  remove(organizationId: string, sha256: string): Promise<void> {
    return rm(this.#fileOf(organizationId, sha256), { force: true });
  }

  #fileOf(organizationId: string, sha256: string): string {
    return path.join(this.#folder, organizationId, sha256);
  }
}

const hashOf = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");
