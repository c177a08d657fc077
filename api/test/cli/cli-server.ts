import { createHash, randomBytes, randomUUID } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { pino } from "pino";
import { createAccessTokens } from "../../src/access/access-token.ts";
import { authenticate } from "../../src/access/authenticate.ts";
import { ENDPOINTS } from "../../src/cli/endpoints.ts";
import { createCliRoutes } from "../../src/cli/route-cli.ts";
import { createRealmRoutes } from "../../src/cli/route-realms.ts";
import type { Context } from "../../src/context.ts";
import { RateLimit } from "../../src/server/rate-limit.ts";
import type { RequestFacts } from "../../src/server/request-facts.ts";
import { INSTALLATION, type OrganizationRows } from "../domain/organization-rows.ts";

export interface CliServer {
  readonly address: string;
  readonly errors: string[];
  close(): Promise<void>;
}

/** The client's addresses over HTTP, with the domain behind them and a scheduler that is made up. */
export async function startCliServer(rows: OrganizationRows): Promise<CliServer> {
  const { database } = rows;
  const errors: string[] = [];
  const log = pino({ level: "error" }, { write: (line: string) => void errors.push(line) });
  const accessTokens = createAccessTokens("secret of the test", INSTALLATION.publicUrl);
  const contextOf = async ({ headers, via }: RequestFacts): Promise<Context> => {
    const sessionPersonId = (): Promise<string | null> => Promise.resolve(headers.cookie ? rows.personId : null);
    const viewer = await authenticate({ pool: database.pool, headers, via, sessionPersonId, accessTokens });
    return { ...rows.command(), viewer, via } as unknown as Context;
  };
  const allowedOrigins = ["https://arena.test"];
  const cli = createCliRoutes({ endpoints: ENDPOINTS, contextOf, rate: new RateLimit(), allowedOrigins, log });
  const realms = createRealmRoutes({ database, accessTokens, publicUrl: INSTALLATION.publicUrl, log });
  const server: Server = createServer((request, response) => {
    const path = request.url!.split("?", 1)[0]!;
    void (path.startsWith("/realms/") ? realms : cli)(request, response, path);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    errors,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** The person's one active key. */
export async function giveKey({ database, organizationId, personId }: OrganizationRows): Promise<string> {
  const id = randomUUID();
  const key = `arena_pat_${id}_${randomBytes(32).toString("hex")}`;
  await database.pool.query("UPDATE api_key SET revoked_at = now() WHERE person_id = $1 AND revoked_at IS NULL", [
    personId,
  ]);
  await database.pool.query(
    "INSERT INTO api_key (id, organization_id, person_id, key_hash, last_four) VALUES ($1, $2, $3, $4, $5)",
    [id, organizationId, personId, createHash("sha256").update(key).digest("hex"), key.slice(-4)],
  );
  return key;
}
