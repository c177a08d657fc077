import type { IncomingMessage, ServerResponse } from "node:http";
import type { Logger } from "pino";
import type { Database } from "@arena/database/client";
import { ACCESS_TOKEN_SECONDS, type AccessTokens } from "../access/access-token.ts";
import { endSession, refreshSession, SESSION_DAYS, type OpenedSession } from "../domain/device-login/device-session.ts";
import { OAuthError } from "../domain/device-login/oauth-error.ts";
import { redeemDeviceCode } from "../domain/device-login/redeem-device-code.ts";
import { CODES_LIVE_SECONDS, POLL_EVERY_SECONDS, startDeviceLogin } from "../domain/device-login/start-device-login.ts";
import type { PathHandler } from "../server/http-server.ts";
import { RateLimit } from "../server/rate-limit.ts";
import { Fields } from "./fields.ts";
import { BodyTooLargeError, readBytes } from "../server/read-bytes.ts";
import { asClientError } from "./client-error.ts";
import { sendJson } from "./send-answer.ts";

const BASE = "/realms/arena/protocol/openid-connect";
const CLIENT_ID = "arena-cli";
const DEVICE_CODE_GRANT = "urn:ietf:params:oauth:grant-type:device_code";
const MAX_BODY_BYTES = 16 * 1024;
/** From one address; a device asks every five seconds. */
const REQUESTS_PER_MINUTE = 120;
const STARTS_PER_MINUTE = 30;

export interface RealmRoutes {
  readonly database: Database;
  readonly accessTokens: AccessTokens;
  readonly publicUrl: string;
  readonly log: Logger;
}

interface OAuthAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** What the client's sign-in library asks for: device codes, tokens, logout. Form-encoded, answered as OAuth says. */
export function createRealmRoutes(realm: RealmRoutes): PathHandler {
  const requests = new RateLimit(REQUESTS_PER_MINUTE);
  const starts = new RateLimit(STARTS_PER_MINUTE);
  const steps: Readonly<Record<string, (form: Fields) => Promise<OAuthAnswer>>> = {
    [`${BASE}/auth/device`]: (form) => start(realm, form),
    [`${BASE}/token`]: (form) => giveTokens(realm, form),
    [`${BASE}/logout`]: (form) => logOut(realm, form),
  };
  return async (request, response, path) => {
    const step = Object.hasOwn(steps, path) ? steps[path] : undefined;
    if (step === undefined || request.method !== "POST") return sendOAuthError(response, 404, NO_SUCH_ADDRESS);
    const from = request.socket.remoteAddress ?? "";
    const allowed = requests.take(from) && (path !== `${BASE}/auth/device` || starts.take(from));
    if (!allowed) return sendOAuthError(response, 429, new OAuthError("slow_down", "Too many requests."));
    try {
      const { status, body } = await step(await readForm(request));
      if (status === 204) return void response.writeHead(204).end();
      sendJson(response, status, body);
    } catch (error) {
      if (error instanceof OAuthError) return sendOAuthError(response, 400, error);
      const known = asClientError(error);
      if (known !== null) return sendOAuthError(response, 400, new OAuthError("invalid_request", known.message));
      realm.log.error({ err: error, path }, "unexpected error in a device login");
      sendJson(response, 500, { error: "server_error", error_description: "Something went wrong. It was logged." });
    }
  };
}

async function start({ database, publicUrl }: RealmRoutes, form: Fields): Promise<OAuthAnswer> {
  const { deviceCode, userCode } = await startDeviceLogin(database, clientIdOf(form));
  const page = new URL(`${publicUrl.replace(/\/+$/, "")}/device`);
  const complete = new URL(page);
  complete.searchParams.set("user_code", userCode);
  const body = {
    device_code: deviceCode,
    user_code: userCode,
    verification_uri: page.href,
    verification_uri_complete: complete.href,
    expires_in: CODES_LIVE_SECONDS,
    interval: POLL_EVERY_SECONDS,
  };
  return { status: 200, body };
}

async function giveTokens(realm: RealmRoutes, form: Fields): Promise<OAuthAnswer> {
  const clientId = clientIdOf(form);
  const grant = form.text("grant_type");
  if (grant === DEVICE_CODE_GRANT)
    return tokensOf(realm, await redeemDeviceCode(realm.database, clientId, form.text("device_code")));
  if (grant === "refresh_token")
    return tokensOf(realm, await refreshSession(realm.database, clientId, form.text("refresh_token")));
  throw new OAuthError("unsupported_grant_type", "Only device codes and refresh tokens are taken.");
}

async function tokensOf({ accessTokens }: RealmRoutes, session: OpenedSession): Promise<OAuthAnswer> {
  const body = {
    access_token: await accessTokens.sign(session.personId, session.sessionId),
    expires_in: ACCESS_TOKEN_SECONDS,
    refresh_token: session.refreshToken,
    refresh_expires_in: SESSION_DAYS * 86_400,
    token_type: "Bearer",
    scope: "openid profile email",
  };
  return { status: 200, body };
}

async function logOut({ database }: RealmRoutes, form: Fields): Promise<OAuthAnswer> {
  await endSession(database, clientIdOf(form), form.text("refresh_token"));
  return { status: 204, body: null };
}

function clientIdOf(form: Fields): string {
  if (form.text("client_id") !== CLIENT_ID) throw new OAuthError("invalid_client", `The client must be ${CLIENT_ID}.`);
  return CLIENT_ID;
}

async function readForm(request: IncomingMessage): Promise<Fields> {
  if (!/^application\/x-www-form-urlencoded\b/i.test(request.headers["content-type"] ?? "")) {
    throw new OAuthError("invalid_request", "The request's body must be application/x-www-form-urlencoded.");
  }
  const bytes = await readBytes(request, MAX_BODY_BYTES).catch((error: unknown) => {
    if (error instanceof BodyTooLargeError) throw new OAuthError("invalid_request", "The request is too large.");
    throw error;
  });
  return new Fields(new URLSearchParams(bytes.toString("utf8")));
}

const NO_SUCH_ADDRESS = new OAuthError("invalid_request", "This server has no such address.");

function sendOAuthError(response: ServerResponse, status: number, { code, message }: OAuthError): void {
  response.setHeader("pragma", "no-cache");
  sendJson(response, status, { error: code, error_description: message });
}
