import { existsSync, lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ValidationError } from "../../src/domain/errors.ts";
import { ARCHIVE_LIMITS } from "../../src/environments/limits.ts";
import { unpackArchive } from "../../src/environments/unpack-archive.ts";
import { tarOf, type TarEntry } from "./tar-of.ts";

let outside: string;
let folder: string;
beforeEach(() => {
  outside = mkdtempSync(path.join(tmpdir(), "arena-unpack-test-"));
  folder = path.join(outside, "a", "b");
});
afterEach(() => rmSync(outside, { recursive: true, force: true }));

async function refusal(archive: Buffer, limits = ARCHIVE_LIMITS): Promise<string> {
  const error: unknown = await unpackArchive(archive, folder, limits).then(
    () => null,
    (fault: unknown) => fault,
  );
  if (!(error instanceof ValidationError)) throw new Error(`not refused: ${String(error)}`);
  return error.message;
}
const refusalOf = async (...entries: readonly TarEntry[]): Promise<string> => refusal(await tarOf(entries));

describe("an upload", () => {
  it("is unpacked below its folder, whatever its modes and owners say", async () => {
    const archive = await tarOf([
      { name: "./env.py", content: "x = 1", mode: 0o4777, uid: 0, uname: "root" },
      { name: "package/", type: "directory", mode: 0o000 },
      { name: "package/deep/inner.py", content: "y = 2" },
    ]);
    await unpackArchive(archive, folder);
    expect(readFileSync(path.join(folder, "env.py"), "utf8")).toBe("x = 1");
    expect(readFileSync(path.join(folder, "package/deep/inner.py"), "utf8")).toBe("y = 2");
    expect(lstatSync(path.join(folder, "env.py")).mode & 0o7777).toBe(0o644);
  });

  it.each([
    ["an absolute path", { name: "/etc/evil", content: "x" }, /absolute path/],
    ["a path that climbs out", { name: "../evil", content: "x" }, /leads out/],
    ["a path that climbs out in the middle", { name: "a/../../evil", content: "x" }, /leads out/],
    ["a backslash", { name: "..\\evil", content: "x" }, /not taken/],
    ["a symbolic link", { name: "link", type: "symlink", linkname: "/etc/passwd" }, /symlink/],
    ["a link within it", { name: "link", type: "symlink", linkname: "env.py" }, /symlink/],
    ["a hard link", { name: "link", type: "link", linkname: "/etc/passwd" }, /link/],
    ["a device", { name: "null", type: "character-device", devmajor: 1, devminor: 3 }, /character-device/],
    ["a pipe", { name: "pipe", type: "fifo" }, /fifo/],
    ["a name of 300 bytes", { name: "n".repeat(300), content: "x" }, /too deep or too long/],
    ["40 folders deep", { name: `${"d/".repeat(40)}f`, content: "x" }, /too deep or too long/],
    ["a path of 600 characters", { name: `${"long-name/".repeat(60)}f`, content: "x" }, /not taken/],
  ] satisfies [string, TarEntry, RegExp][])("is refused with %s", async (_what, entry, message) => {
    expect(await refusalOf(entry)).toMatch(message);
    expect(readdirSync(outside)).toEqual(existsSync(folder) ? ["a"] : []);
  });

  it("is refused with a name twice, a file where a folder is, and nothing in it", async () => {
    expect(await refusalOf({ name: "a.py", content: "1" }, { name: "./a.py", content: "2" })).toMatch(/twice/);
    rmSync(folder, { recursive: true, force: true });
    expect(await refusalOf({ name: "a", content: "1" }, { name: "a/b", content: "2" })).toMatch(/cannot be unpacked/);
    expect(await refusalOf()).toMatch(/no file/);
    expect(await refusalOf({ name: "only/", type: "directory" })).toMatch(/no file/);
  });

  it("is refused when it is no archive", async () => {
    expect(await refusal(Buffer.alloc(0))).toMatch(/is empty/);
    expect(await refusal(Buffer.from("PK\u0003\u0004 a zip"))).toMatch(/not a gzip file/);
    expect(await refusal(gzipSync("no tar at all, only text that is longer than nothing".repeat(40)))).toMatch(
      /cannot be unpacked/,
    );
    const whole = await tarOf([{ name: "a.py", content: Buffer.alloc(50_000, 7) }]);
    expect(await refusal(whole.subarray(0, whole.length - 20))).toMatch(/cannot be unpacked/);
  });

  it("is refused at its limits, of bytes and of files", async () => {
    const limits = { ...ARCHIVE_LIMITS, packedBytes: 2_000, unpackedBytes: 10_000, files: 3 };
    const three = ["a", "b", "c"].map((name) => ({ name, content: "x" }));
    await unpackArchive(await tarOf(three), path.join(folder, "within"), limits);
    expect(await refusal(await tarOf([...three, { name: "d", content: "x" }]), limits)).toMatch(/more than 3 files/);
    expect(await refusal(await tarOf([{ name: "e", content: Buffer.alloc(10_001) }]), limits)).toMatch(/larger than/);
    expect(await refusal(Buffer.alloc(2_001, 0x1f), limits)).toMatch(/packed/);
  });

  it("is left at the limit when it is a bomb, and little of it was written", async () => {
    const bomb = await tarOf([{ name: "bomb", content: Buffer.alloc(300 * 1024 * 1024) }]);
    expect(bomb.length).toBeLessThan(1_000_000);
    const before = process.memoryUsage().rss;
    expect(await refusal(bomb)).toMatch(/is larger than 200 MB when unpacked/);
    expect(existsSync(path.join(folder, "bomb"))).toBe(false);
    expect(process.memoryUsage().rss - before).toBeLessThan(400 * 1024 * 1024);
  });

  it("is left at the limit when the bomb is where its size is not told", async () => {
    // Zeros behind the end, and a header of another file's attributes, are read by whoever unpacks carelessly.
    const archive = gzipSync(Buffer.alloc(400 * 1024 * 1024));
    expect(await refusal(archive)).toMatch(/is larger than|no file/);
  });
});
