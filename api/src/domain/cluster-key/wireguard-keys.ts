import { generateKeyPairSync, randomBytes } from "node:crypto";

export interface WireguardPair {
  /** 32 bytes in base64, as `wg genkey` prints them. */
  readonly privateKey: string;
  readonly publicKey: string;
}

export function newWireguardPair(): WireguardPair {
  const { d, x } = generateKeyPairSync("x25519").privateKey.export({ format: "jwk" });
  if (d === undefined || x === undefined) throw new Error("An X25519 key was made without its numbers");
  return { privateKey: toBase64(d), publicKey: toBase64(x) };
}

export function newPresharedKey(): string {
  return randomBytes(32).toString("base64");
}

const toBase64 = (base64url: string): string => Buffer.from(base64url, "base64url").toString("base64");
