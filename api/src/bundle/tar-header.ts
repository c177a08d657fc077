export const TAR_BLOCK_BYTES = 512;

const NAME_BYTES = 100;
const CHECKSUM_AT = 148;

export interface TarEntry {
  readonly name: string;
  readonly mode: number;
  readonly sizeBytes: number;
  readonly modifiedAt: Date;
}

/** The block before a regular file in a POSIX (ustar) archive: owned by root, since who unpacks it becomes its owner. */
export function tarHeader(entry: TarEntry): Buffer {
  if (Buffer.byteLength(entry.name) > NAME_BYTES) throw new Error(`${entry.name} is too long for a tar archive`);
  const block = Buffer.alloc(TAR_BLOCK_BYTES);
  const octal = (value: number, at: number, digits: number): void => {
    block.write(`${value.toString(8).padStart(digits, "0")}\0`, at, "latin1");
  };
  block.write(entry.name, 0);
  octal(entry.mode, 100, 7);
  octal(0, 108, 7);
  octal(0, 116, 7);
  octal(entry.sizeBytes, 124, 11);
  octal(Math.floor(entry.modifiedAt.getTime() / 1000), 136, 11);
  block.write("0", 156);
  block.write("ustar\x0000", 257, "latin1");
  // The checksum is of the block with blanks in its place.
  block.fill(" ", CHECKSUM_AT, CHECKSUM_AT + 8);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, CHECKSUM_AT, "latin1");
  return block;
}
