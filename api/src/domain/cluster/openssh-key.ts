import { generateKeyPairSync, randomBytes } from "node:crypto";

export interface OpensshPair {
  /** `ssh-ed25519 AAAA… comment`, for `authorized_keys`. */
  readonly publicKey: string;
  /** As OpenSSH reads it, without a passphrase. */
  readonly privateKey: string;
}

const TYPE = "ssh-ed25519";
const BLOCK_BYTES = 8;

const word = (length: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(length);
  return bytes;
};
const text = (content: string | Buffer): Buffer => {
  const bytes = Buffer.from(content as string);
  return Buffer.concat([word(bytes.length), bytes]);
};

/** A new ed25519 pair in OpenSSH's own format (PROTOCOL.key), which every version of its client reads. */
export function newOpensshPair(comment: string): OpensshPair {
  const { privateKey } = generateKeyPairSync("ed25519");
  const { x, d } = privateKey.export({ format: "jwk" });
  const open = Buffer.from(x!, "base64url");
  const secret = Buffer.from(d!, "base64url");
  const blob = Buffer.concat([text(TYPE), text(open)]);
  const check = randomBytes(4);
  const plain = Buffer.concat([check, check, blob, text(Buffer.concat([secret, open])), text(comment)]);
  const padding = Buffer.from(
    Array.from({ length: (BLOCK_BYTES - (plain.length % BLOCK_BYTES)) % BLOCK_BYTES }, (_, index) => index + 1),
  );
  const file = Buffer.concat([
    Buffer.from("openssh-key-v1\0"),
    text("none"),
    text("none"),
    text(""),
    word(1),
    text(blob),
    text(Buffer.concat([plain, padding])),
  ]);
  const lines = file
    .toString("base64")
    .match(/.{1,70}/g)!
    .join("\n");
  return {
    publicKey: `${TYPE} ${blob.toString("base64")} ${comment}`,
    privateKey: `-----BEGIN OPENSSH PRIVATE KEY-----\n${lines}\n-----END OPENSSH PRIVATE KEY-----\n`,
  };
}
