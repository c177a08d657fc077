import { generateKeyPairSync, randomBytes } from "node:crypto";

const standard = (base64url: string | undefined): string =>
  Buffer.from(base64url ?? "", "base64url").toString("base64");

export interface WireguardPair {
  readonly privateKey: string;
  readonly publicKey: string;
}

export function newPair(): WireguardPair {
  const { d, x } = generateKeyPairSync("x25519").privateKey.export({ format: "jwk" });
  return { privateKey: standard(d), publicKey: standard(x) };
}

export const newPresharedKey = (): string => randomBytes(32).toString("base64");
