import { betterAuth } from "better-auth";
import { genericOAuth } from "better-auth/plugins";
import { fromNodeHeaders, toNodeHandler } from "better-auth/node";
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import type pg from "pg";
import { v7 as uuidv7 } from "uuid";
import { answerJson } from "./answer-json.ts";
import { originsOf } from "./origins.ts";

export interface SignIn {
  /** Serves `/api/auth/*`. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** The person of a session cookie, or null. */
  sessionPersonId(headers: IncomingHttpHeaders): Promise<string | null>;
}

const TIMES = { createdAt: "created_at", updatedAt: "updated_at" };
const SESSION_DAYS = 14;
const BASE_PATH = "/api/auth";

/** Another party that says who somebody is, by OpenID Connect: Keycloak and others. */
export interface SingleSignOn {
  /** What the button on the sign-in page says: "Sign in with …". */
  readonly name: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

export interface SignInSettings {
  readonly secret: string;
  readonly publicUrl: string;
  readonly singleSignOn: SingleSignOn | null;
}

export const SINGLE_SIGN_ON_PROVIDER = "oidc";

/** The library serves much more, with rules of its own for names and without a record of who changed what. */
const SERVED: ReadonlySet<string> = new Set([
  "/sign-in/email",
  "/sign-out",
  "/change-password",
  "/sign-in/social",
  `/callback/${SINGLE_SIGN_ON_PROVIDER}`,
  "/error",
]);

/**
 * Passwords, sessions and single sign-on only; organizations, roles and API keys are ours. Nobody signs up: managers
 * invite. Who comes from the other party is the person with the same e-mail address, if that party has verified it.
 */
export function createSignIn(pool: pg.Pool, { secret, publicUrl, singleSignOn }: SignInSettings): SignIn {
  const auth = betterAuth({
    appName: "Arena",
    baseURL: publicUrl,
    basePath: BASE_PATH,
    secret,
    database: pool,
    trustedOrigins: originsOf(publicUrl),
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 8 },
    plugins: singleSignOn === null ? [] : [genericOAuth({ config: [providerOf(singleSignOn)] })],
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
      accountLinking: { enabled: true },
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
    async handle(request, response) {
      const path = (request.url ?? "").split("?", 1)[0]!.slice(BASE_PATH.length);
      if (SERVED.has(path)) return handler(request, response);
      answerJson(response, 404, { code: "NOT_FOUND", message: "no such address" });
    },
    async sessionPersonId(headers) {
      if (!headers.cookie) return null;
      const session = await auth.api.getSession({ headers: fromNodeHeaders(headers) });
      return session?.user.id ?? null;
    },
  };
}

function providerOf({ issuer, clientId, clientSecret, name }: SingleSignOn) {
  return {
    providerId: SINGLE_SIGN_ON_PROVIDER,
    name,
    discoveryUrl: `${issuer.replace(/\/+$/, "")}/.well-known/openid-configuration`,
    clientId,
    clientSecret,
    scopes: ["openid", "email", "profile"],
    requireIdTokenVerification: true,
    disableSignUp: true,
  };
}
