import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { LineReader } from "../../src/agent/line-reader.ts";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "arena-lines-"));
  path = join(folder, "lines");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("LineReader", () => {
  it("gives each line once, in order, however the file grows and whatever is read again", () => {
    const appended = fc.array(fc.string({ unit: fc.constantFrom("a", "é", "😀", "\n"), maxLength: 12 }), {
      maxLength: 20,
    });
    fc.assert(
      fc.property(appended, fc.array(fc.boolean(), { maxLength: 20 }), (pieces, rewinds) => {
        writeFileSync(path, "");
        const reader = new LineReader(path);
        const texts: string[] = [];
        pieces.forEach((piece, index) => {
          appendFileSync(path, piece);
          if (rewinds[index] === true) reader.rewind(reader.offset);
          texts.push(...(reader.read(false)?.lines ?? []).map((line) => line.text));
        });
        const last = reader.read(true);
        const whole = pieces.join("");
        const lines = whole.split("\n");
        const half = lines.pop();
        expect(texts).toEqual(lines);
        expect(last?.lines.map(({ text, truncated }) => ({ text, truncated })) ?? []).toEqual(
          half === "" ? [] : [{ text: half, truncated: true }],
        );
        expect(reader.offset).toBe(Buffer.byteLength(whole));
      }),
      { numRuns: 200 },
    );
  });

  it("counts bytes, so that a batch begins where the one before ended", () => {
    writeFileSync(path, "é\n".repeat(12_000));
    const reader = new LineReader(path);
    const batches = [reader.read(false), reader.read(false), reader.read(false)];
    expect(batches.map((batch) => [batch?.fromOffset, batch?.toOffset, batch?.lines.length])).toEqual([
      [0, 15_000, 5_000],
      [15_000, 30_000, 5_000],
      [30_000, 36_000, 2_000],
    ]);
    expect(reader.read(true)).toBeNull();
  });

  it("reads nothing of a file that is not there", () => {
    expect(new LineReader(join(folder, "none")).read(true)).toBeNull();
  });

  it("replaces what Postgres cannot keep", () => {
    writeFileSync(path, Buffer.from([0x61, 0, 0xff, 0x0a]));
    expect(new LineReader(path).read(false)?.lines[0]?.text).toBe("a\uFFFD\uFFFD");
  });
});
