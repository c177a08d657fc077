import { createHash } from "node:crypto";
import { knownHostName, type SshTarget } from "./ssh-target.ts";

/** `ssh-ed25519 AAAA…`: type and key as a file of known hosts has them. */
export interface HostKey {
  readonly publicKey: string;
  /** `SHA256:…`, as ssh-keygen says it. */
  readonly fingerprint: string;
}

export function knownHostsLine(target: Pick<SshTarget, "address" | "port">, publicKey: string): string {
  return `${knownHostName(target)} ${publicKey}\n`;
}

/** The key of a host in a file that ssh has written; null when it is not there. */
export function readHostKey(knownHosts: string, target: Pick<SshTarget, "address" | "port">): HostKey | null {
  const name = knownHostName(target);
  for (const line of knownHosts.split("\n")) {
    const [names, type, key] = line.trim().split(/\s+/);
    if (key === undefined || type === undefined || !names?.split(",").includes(name)) continue;
    const digest = createHash("sha256").update(Buffer.from(key, "base64")).digest("base64").replace(/=+$/, "");
    return { publicKey: `${type} ${key}`, fingerprint: `SHA256:${digest}` };
  }
  return null;
}
