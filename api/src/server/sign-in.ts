import { betterAuth } from "better-auth";
import { fromNodeHeaders, toNodeHandler } from "better-auth/node";
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import type pg from "pg";
import { v7 as uuidv7 } from "uuid";
import { originsOf } from "./origins.ts";

export interface SignIn {
  /** Serves `/api/auth/*`. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** The person of a session cookie, or null. */
  sessionPersonId(headers: IncomingHttpHeaders): Promise<string | null>;
}

const TIMES = { createdAt: "created_at", updatedAt: "updated_at" };
const SESSION_DAYS = 14;

/** Passwords and sessions only; organizations, roles and API keys are ours. Nobody signs up: managers invite. */
export function createSignIn(pool: pg.Pool, secret: string, publicUrl: string): SignIn {
  const auth = betterAuth({
    appName: "Arena",
    baseURL: publicUrl,
    basePath: "/api/auth",
    secret,
    database: pool,
    trustedOrigins: originsOf(publicUrl),
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 8 },
    user: { modelName: "person", fields: { emailVerified: "email_verified", ...TIMES } },
    session: {
      modelName: "auth_session",
      expiresIn: SESSION_DAYS * 86_400,
      fields: {
        userId: "person_id",
        expiresAt: "expires_at",
        ipAddress: "ip_address",
        userAgent: "user_agent",
        ...TIMES,
      },
    },
    account: {
      modelName: "auth_account",
      fields: {
        userId: "person_id",
        accountId: "account_id",
        providerId: "provider_id",
        accessToken: "access_token",
        refreshToken: "refresh_token",
        idToken: "id_token",
        accessTokenExpiresAt: "access_token_expires_at",
        refreshTokenExpiresAt: "refresh_token_expires_at",
        ...TIMES,
      },
    },
    verification: { modelName: "auth_verification", fields: { expiresAt: "expires_at", ...TIMES } },
    advanced: {
      cookiePrefix: "arena",
      useSecureCookies: publicUrl.startsWith("https:"),
      database: { generateId: () => uuidv7() },
    },
    rateLimit: { enabled: true, window: 60, max: 60, customRules: { "/sign-in/email": { window: 60, max: 20 } } },
    telemetry: { enabled: false },
    logger: { level: "error" },
  });
  const handler = toNodeHandler(auth);
  return {
    handle: handler,
    async sessionPersonId(headers) {
      if (!headers.cookie) return null;
      const session = await auth.api.getSession({ headers: fromNodeHeaders(headers) });
      return session?.user.id ?? null;
    },
  };
}
