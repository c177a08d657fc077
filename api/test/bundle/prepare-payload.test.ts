import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { preparePayload, type PayloadSources } from "../../src/bundle/prepare-payload.ts";
import { packArchive } from "../../src/bundle/pack-archive.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "arena-payload-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

const file = (name: string, bytes: Buffer | string): string => {
  const path = join(directory, name);
  writeFileSync(path, bytes);
  return path;
};

/** The head of a program for Linux on x86_64, and some more. */
function program(): Buffer {
  const bytes = Buffer.alloc(200_000, "arena");
  bytes.writeUInt32BE(0x7f45_4c46, 0);
  bytes.writeUInt16LE(0x3e, 18);
  return bytes;
}

const sources = (): PayloadSources => ({
  nodeProgram: file("node", program()),
  agent: file("agent.mjs", "// agent"),
  launcher: file("launcher.mjs", "// launcher"),
  trainer: file("trainer.mjs", "// trainer"),
  cacheDirectory: join(directory, "cache"),
});

test("packs the program once, and describes every file as it is", async () => {
  const given = sources();
  const [first, second] = [await preparePayload(given), await preparePayload(given)];
  expect(second).toEqual(first);
  expect(first.machine).toBe("x86_64");
  const packed = readFileSync(first.nodeGzip.path);
  expect(gunzipSync(packed).equals(program())).toBe(true);
  expect(first.nodeGzip.sha256).toBe(createHash("sha256").update(packed).digest("hex"));
  expect(readdirSync(given.cacheDirectory)).toHaveLength(2);
});

test("packs anew what a crash has left half done", async () => {
  const given = sources();
  const { nodeGzip } = await preparePayload(given);
  rmSync(`${nodeGzip.path}.json`);
  writeFileSync(nodeGzip.path, "half");
  expect(await preparePayload(given)).toMatchObject({ nodeGzip });
});

test("two at once give one result", async () => {
  const given = sources();
  const [one, two] = await Promise.all([preparePayload(given), preparePayload(given)]);
  expect(one).toEqual(two);
});

test("a program of another system is refused with a sentence", async () => {
  await expect(
    preparePayload({ ...sources(), nodeProgram: file("mac", "\xcf\xfa\xed\xfe".repeat(20)) }),
  ).rejects.toThrow("clusters need Node for Linux");
});

test("a file that changes while it is packed breaks the archive, instead of making a wrong one", async () => {
  const { agent } = await preparePayload(sources());
  writeFileSync(agent.path, "// another, longer agent");
  const archive = packArchive([{ path: "agent.mjs", mode: 0o644, content: agent }], "tar");
  await expect(archive.toArray()).rejects.toThrow("has changed while it was packed");
});
