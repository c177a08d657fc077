/** What the tests use of it. */
declare module "yauzl" {
  import type { EventEmitter } from "node:events";
  import type { Readable } from "node:stream";

  export interface Entry {
    readonly fileName: string;
    readonly externalFileAttributes: number;
  }
  export interface ZipFile extends EventEmitter {
    readEntry(): void;
    openReadStream(entry: Entry, callback: (error: Error | null, stream?: Readable) => void): void;
  }
  export function fromBuffer(
    buffer: Buffer,
    options: { lazyEntries?: boolean; autoClose?: boolean },
    callback: (error: Error | null, archive?: ZipFile) => void,
  ): void;
}
