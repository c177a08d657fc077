import type { IncomingHttpHeaders } from "node:http";
import { GraphQLError } from "graphql";
import type { Database } from "@arena/database/client";
import { isApiKey } from "../domain/api-key/key-format.ts";
import { personOfSession } from "../domain/device-login/device-session.ts";
import type { Channel, Viewer } from "../domain/viewer/viewer.ts";
import type { AccessTokens } from "./access-token.ts";
import { findApiKeyHolder } from "./api-key.ts";
import { findViewer } from "./find-viewer.ts";

export interface Credentials {
  readonly pool: Database["pool"];
  readonly headers: IncomingHttpHeaders;
  readonly via: Channel;
  /** The person whose session cookie the headers carry. */
  readonly sessionPersonId: (headers: IncomingHttpHeaders) => Promise<string | null>;
  readonly accessTokens: AccessTokens;
}

/** Three parts, as a JSON Web Token has. */
const ACCESS_TOKEN = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** Null without credentials. Credentials that are wrong are an error: nobody is answered as a stranger by mistake. */
export async function authenticate(credentials: Credentials): Promise<Viewer | null> {
  const { pool, headers, via, sessionPersonId } = credentials;
  const authorization = headers.authorization;
  if (authorization !== undefined) {
    const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
    if (token !== undefined && ACCESS_TOKEN.test(token)) return holderOfAccessToken(credentials, token);
    if (token === undefined || !isApiKey(token)) {
      throw unauthenticated("The Authorization header must read: Bearer arena_pat_<uuid>_<secret>.");
    }
    const holder = await findApiKeyHolder(pool, token);
    const viewer = holder === null ? null : await findViewer(pool, holder.personId, via, holder.organizationId);
    if (viewer === null) throw unauthenticated("This API key is unknown or has been revoked.");
    return viewer;
  }
  const personId = await sessionPersonId(headers);
  return personId === null ? null : findViewer(pool, personId, via, null);
}

/** In the person's current organization. A session that was logged out is over, even while its token has time left. */
async function holderOfAccessToken({ pool, via, accessTokens }: Credentials, token: string): Promise<Viewer> {
  const sessionId = await accessTokens.sessionOf(token);
  const personId = sessionId === null ? null : await personOfSession(pool, sessionId);
  const viewer = personId === null ? null : await findViewer(pool, personId, via, null);
  if (viewer === null) throw unauthenticated("This access token is not valid, or its session has ended.");
  return viewer;
}

function unauthenticated(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: "UNAUTHENTICATED", http: { status: 401 } } });
}
