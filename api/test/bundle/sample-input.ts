import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import type { BundleInput, BundlePayload, PayloadFile } from "../../src/bundle/bundle-input.ts";

/** Thirty-two bytes made of a word, as WireGuard writes a key. */
export const keyOf = (word: string): string => createHash("sha256").update(word).digest("base64");

export function samplePayload(): BundlePayload & { dispose(): void } {
  const directory = mkdtempSync(join(tmpdir(), "arena-payload-"));
  const file = (name: string): PayloadFile => {
    const path = join(directory, name);
    const bytes = Buffer.from(`// ${name}\n`.repeat(1000));
    writeFileSync(path, bytes);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    return { path, sizeBytes: bytes.byteLength, sha256, crc32: crc32(bytes) };
  };
  return {
    machine: "x86_64",
    nodeGzip: file("node.gz"),
    agent: file("agent.mjs"),
    launcher: file("launcher.mjs"),
    trainer: file("trainer-classic.mjs"),
    dispose: () => rmSync(directory, { recursive: true }),
  };
}

export function sampleInput(payload: BundlePayload, changes: Partial<BundleInput> = {}): BundleInput {
  return {
    classId: "01a2075e-0000-7000-8000-000000000001",
    className: "Robots",
    slug: "robots",
    description: "Eight machines in the cellar",
    nodes: 2,
    cpus: 8,
    gpus: 0,
    memoryBytes: 64 * 1024 ** 3,
    keys: {
      privateKey: keyOf("private"),
      publicKey: keyOf("public"),
      presharedKey: keyOf("preshared"),
      agentToken: "arena_agent_0123456789abcdef",
      tunnelAddress: "172.24.0.2",
    },
    gateway: { publicKey: keyOf("gateway"), host: "arena.example.com", port: 51820, tunnelAddress: "172.24.0.1" },
    range: "172.24.0.0/16",
    apiPort: 4000,
    serverUrl: "https://arena.example.com",
    rayImage: "rayproject/ray:2.60.0",
    tunnelImage: "lscr.io/linuxserver/wireguard:1.0.20250521",
    version: "0.1.0",
    payload,
    ...changes,
  };
}
