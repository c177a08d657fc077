import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { checkpointManifestSchema, type CheckpointManifest } from "../contract/trainer-protocol.ts";

/** Reads every byte: a checkpoint with a wrong hash does not exist. Throws an error that says what is wrong. */
export async function verifyCheckpoint(directory: string, expectedSha256: string | null): Promise<CheckpointManifest> {
  const manifest = await readManifest(directory);
  if (expectedSha256 !== null && manifest.sha256 !== expectedSha256) {
    throw new Error(`checkpoint has sha256 ${manifest.sha256}, wanted ${expectedSha256}`);
  }
  const lines: string[] = [];
  for (const file of [...manifest.files].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (file.name.includes("..") || file.name.startsWith("/"))
      throw new Error(`checkpoint names the file ${file.name}`);
    const path = join(directory, file.name);
    const { size } = await stat(path);
    if (size !== file.size_bytes) throw new Error(`${file.name} has ${size} bytes, wanted ${file.size_bytes}`);
    const digest = await sha256OfFile(path);
    if (digest !== file.sha256) throw new Error(`${file.name} has sha256 ${digest}, wanted ${file.sha256}`);
    lines.push(`${digest}  ${file.name}\n`);
  }
  const whole = createHash("sha256").update(lines.join("")).digest("hex");
  if (whole !== manifest.sha256) throw new Error(`checkpoint's files give sha256 ${whole}, wanted ${manifest.sha256}`);
  return manifest;
}

async function readManifest(directory: string): Promise<CheckpointManifest> {
  const text = await readFile(join(directory, "manifest.json"), "utf8");
  const parsed = checkpointManifestSchema.safeParse(JSON.parse(text));
  if (!parsed.success) throw new Error("checkpoint's manifest.json is not a checkpoint manifest");
  return parsed.data;
}

async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}
