import { describe, expect, test } from "vitest";
import { OutputTail } from "../../src/installer/output-tail.ts";
import { cleanLine, splitLines, wholeCharacters } from "../../src/installer/stage-log.ts";

describe("what a stage says", () => {
  test.each([
    ["ascii", 5],
    ["né", 3],
    ["n€", 4],
    ["🚀", 4],
  ])("a character that came in part waits for the rest: %s", (text, sizeBytes) => {
    const bytes = Buffer.from(text);
    expect(wholeCharacters(bytes)).toBe(sizeBytes);
    for (let cut = 0; cut <= bytes.byteLength; cut += 1) {
      const first = wholeCharacters(bytes.subarray(0, cut));
      expect(bytes.toString("utf8", 0, first) + bytes.toString("utf8", first)).toBe(text);
    }
  });
  test("what is no text does not hold up what comes after it", () => {
    expect(wholeCharacters(Buffer.from([0x80, 0x80, 0x80, 0x80]))).toBe(4);
    expect(wholeCharacters(Buffer.from([0xc3, 0x41]))).toBe(2);
    expect(wholeCharacters(Buffer.alloc(0))).toBe(0);
  });
  test("lines are whole, of bounded length, without colours and without the token of the Swarm", () => {
    expect(splitLines("a", "b\nc")).toEqual({ lines: ["ab"], rest: "c" });
    expect(splitLines("", "x".repeat(2_001)).rest).toBe("");
    expect(cleanLine("10%\r\u001b[32mdone\u001b[0m SWMTKN-1-abc\r")).toBe("done (a token)");
  });
});

test("why a stage failed is its last line that says something, as people may see it", () => {
  const tail = new OutputTail();
  expect(tail.lastLine).toBe("");
  for (const chunk of ["first\n", "E: no ro", "om left\u001b[0m\n", " \n"]) tail.append(Buffer.from(chunk));
  expect(tail.lastLine).toBe("E: no room left");
  tail.append(Buffer.from("x".repeat(9_000)));
  expect(tail.lastLine).toHaveLength(2_000);
});
