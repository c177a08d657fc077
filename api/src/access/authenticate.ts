import type { IncomingHttpHeaders } from "node:http";
import { GraphQLError } from "graphql";
import type { Database } from "@arena/database/client";
import { isApiKey } from "../domain/api-key/key-format.ts";
import type { Channel, Viewer } from "../domain/viewer/viewer.ts";
import { findApiKeyHolder } from "./api-key.ts";
import { findViewer } from "./find-viewer.ts";

export interface Credentials {
  readonly pool: Database["pool"];
  readonly headers: IncomingHttpHeaders;
  readonly via: Channel;
  /** The person whose session cookie the headers carry. */
  readonly sessionPersonId: (headers: IncomingHttpHeaders) => Promise<string | null>;
}

/** Null without credentials. Credentials that are wrong are an error: nobody is answered as a stranger by mistake. */
export async function authenticate({ pool, headers, via, sessionPersonId }: Credentials): Promise<Viewer | null> {
  const authorization = headers.authorization;
  if (authorization !== undefined) {
    const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
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

function unauthenticated(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: "UNAUTHENTICATED", http: { status: 401 } } });
}
