import { hkdfSync } from "node:crypto";
import { jwtVerify, SignJWT } from "jose";

export const ACCESS_TOKEN_SECONDS = 15 * 60;
const ALGORITHM = "HS256";
const AUDIENCE = "arena-api";

export interface AccessTokens {
  sign(personId: string, sessionId: string): Promise<string>;
  /** The session of a token that we have signed and that has not expired; else null. */
  sessionOf(token: string): Promise<string | null>;
}

/** JSON Web Tokens of our own; only this server reads them, so one key signs and verifies. */
export function createAccessTokens(secret: string, issuer: string): AccessTokens {
  const key = new Uint8Array(hkdfSync("sha256", secret, "", "arena access token 1", 32));
  return {
    sign(personId, sessionId) {
      const token = new SignJWT({ sid: sessionId, typ: "Bearer" }).setProtectedHeader({ alg: ALGORITHM, typ: "JWT" });
      return token
        .setSubject(personId)
        .setIssuer(issuer)
        .setAudience(AUDIENCE)
        .setIssuedAt()
        .setExpirationTime(`${ACCESS_TOKEN_SECONDS}s`)
        .sign(key);
    },
    async sessionOf(token) {
      try {
        const { payload } = await jwtVerify(token, key, { algorithms: [ALGORITHM], audience: AUDIENCE, issuer });
        return typeof payload["sid"] === "string" ? payload["sid"] : null;
      } catch {
        return null;
      }
    },
  };
}
