import { deflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { readZipMember } from "../up/read-zip.mjs";

/** An archive with one file, as a zip program writes it. */
function archiveOf(name, content, method) {
  const packed = method === 8 ? deflateRawSync(content) : content;
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(name.length, 26);
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt16LE(method, 10);
  entry.writeUInt32LE(packed.length, 20);
  entry.writeUInt16LE(name.length, 28);
  const body = Buffer.concat([local, Buffer.from(name), packed]);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(body.length, 16);
  return Buffer.concat([body, entry, Buffer.from(name), end]);
}

describe("readZipMember", () => {
  it.each([0, 8])("reads a file packed by method %i", (method) => {
    const content = Buffer.from("a program ".repeat(1000));
    expect(readZipMember(archiveOf("bin/program", content, method), "bin/program")).toEqual(content);
  });

  it("says what is wrong with what it cannot read", () => {
    expect(() => readZipMember(archiveOf("a", Buffer.from("b"), 0), "c")).toThrow("c is not in the archive");
    expect(() => readZipMember(Buffer.from("<html>not found</html>, by a proxy"), "c")).toThrow("not a zip archive");
  });
});
