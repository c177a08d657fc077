import { readFileSync } from "node:fs";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { pack, type Header } from "tar-stream";

export type TarEntry = Partial<Header> & { readonly name: string; readonly content?: string | Buffer };

/** A `.tar.gz`, also of entries that no honest program would write. */
export async function tarOf(entries: readonly TarEntry[]): Promise<Buffer> {
  const packed = pack();
  for (const { content, ...headers } of entries) packed.entry(headers as Header, content ?? "");
  packed.finalize();
  return gzipSync(await buffer(packed));
}

const SOURCES = path.join(import.meta.dirname, "sources");

/** As the client makes it of a folder with these files. */
export function tarOfSources(...names: readonly string[]): Promise<Buffer> {
  return tarOf(names.map((name) => ({ name, content: readFileSync(path.join(SOURCES, name)) })));
}
