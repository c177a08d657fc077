import { createHash } from "node:crypto";
import type { RequestFacts } from "./request-facts.ts";

const BEARER = /^Bearer +(\S+)\s*$/i;
const SESSION_COOKIE = /(?:^|;\s*)(?:__Secure-)?arena\.session_token=([^;]+)/;

/**
 * Who is counted: the credential, not the header that carries it, which can be written in many ways. As a hash, since
 * keys are remembered for a minute; without a credential the address.
 */
export function rateKeyOf({ headers, ipAddress }: Pick<RequestFacts, "headers" | "ipAddress">): string {
  const credential =
    headers.authorization === undefined
      ? SESSION_COOKIE.exec(headers.cookie ?? "")?.[1]
      : BEARER.exec(headers.authorization)?.[1];
  if (credential === undefined) return ipAddress ?? "";
  return createHash("sha256").update(credential).digest("base64url").slice(0, 22);
}
