import type { Server } from "node:http";
import type { Logger } from "pino";
import { createDatabase } from "@arena/database/client";
import { listen } from "@arena/database/listen";
import { createAccessTokens } from "./access/access-token.ts";
import { authenticate } from "./access/authenticate.ts";
import { isStill } from "./access/is-still.ts";
import { AgentRegistry } from "./agents/agent-registry.ts";
import { ClassTokens } from "./agents/class-tokens.ts";
import { HomeRecords } from "./agents/home-records.ts";
import { ProbeRecords } from "./agents/probe-records.ts";
import { ENDPOINTS } from "./cli/endpoints.ts";
import { createCliRoutes } from "./cli/route-cli.ts";
import { createRealmRoutes } from "./cli/route-realms.ts";
import { createContext, type Context } from "./context.ts";
import { createSchema } from "./create-schema.ts";
import type { Installation } from "./domain/installation.ts";
import { BatchStore } from "./ingest/store-batch.ts";
import { createWorkshop } from "./environments/create-workshop.ts";
import { createLiveFeeds } from "./live/live-feeds.ts";
import { createTemporalOrchestration } from "./orchestration/temporal-orchestration.ts";
import { limitRules } from "./schema/limits.ts";
import { answerHealth, countAlarms } from "./server/health.ts";
import { createGraphqlHttp } from "./server/graphql-http.ts";
import { createGraphqlSocket } from "./server/graphql-socket.ts";
import { createHttpServer, type NodeHandler } from "./server/http-server.ts";
import { originsOf } from "./server/origins.ts";
import { answerMetrics } from "./server/prometheus.ts";
import { RateLimit } from "./server/rate-limit.ts";
import type { RequestFacts } from "./server/request-facts.ts";
import { createSignIn, type SingleSignOn } from "./server/sign-in.ts";
import { MANIFEST_SCHEMA } from "../../trainers/classic/src/manifest-schema.ts";

export interface ApiSettings {
  readonly databaseUrl: string;
  readonly temporalAddress: string;
  readonly temporalVersion: string;
  readonly installation: Installation;
  readonly dataDir: string;
  /** Of what can be made again, shared by all checkouts of this user. */
  readonly cacheDir: string;
  /** Null: the first on PATH that will do. */
  readonly python: string | null;
  readonly secret: string;
  readonly singleSignOn: SingleSignOn | null;
  readonly components: Readonly<Record<string, string>>;
  readonly explorer: boolean;
  readonly web: NodeHandler | null;
  readonly log: Logger;
}

export interface Api {
  readonly server: Server;
  close(): Promise<void>;
}

/** The composition root: makes everything that lives long, and disposes it in reverse order. */
export async function createApi(settings: ApiSettings): Promise<Api> {
  const { log } = settings;
  const database = createDatabase(settings.databaseUrl);
  const live = await createLiveFeeds(database, (channels, onMessage, onReconnect) =>
    listen(settings.databaseUrl, channels, onMessage, onReconnect),
  );
  const orchestration = createTemporalOrchestration(settings.temporalAddress);
  const signIn = createSignIn(database.pool, {
    secret: settings.secret,
    publicUrl: settings.installation.publicUrl,
    singleSignOn: settings.singleSignOn,
  });
  const accessTokens = createAccessTokens(settings.secret, settings.installation.publicUrl);
  const agents = new AgentRegistry(new HomeRecords(database.pool), new ProbeRecords(database.pool), (error) =>
    log.error({ err: error }, "agent connection"),
  );
  await agents.start(settings.databaseUrl);
  const workshop = createWorkshop(settings);
  const tokens = new ClassTokens(database.pool);
  const schema = createSchema();

  async function contextOf(facts: RequestFacts): Promise<Context> {
    const sessionPersonId = signIn.sessionPersonId.bind(signIn);
    const { headers, via } = facts;
    const credentials = { pool: database.pool, headers, via, sessionPersonId, accessTokens };
    const viewer = await authenticate(credentials);
    return createContext({
      sessionPersonId: () => sessionPersonId(headers),
      credentialHolds: () => isStill(viewer, () => authenticate(credentials)),
      request: facts,
      viewer,
      dependencies: {
        database,
        orchestration,
        live,
        installation: settings.installation,
        singleSignOnName: settings.singleSignOn?.name ?? null,
        workshop,
      },
    });
  }

  const rate = new RateLimit();
  const allowedOrigins = originsOf(settings.installation.publicUrl);
  const graphqlOptions = { schema, rules: limitRules, contextOf, log };
  const socket = createGraphqlSocket({ ...graphqlOptions, rate });
  const server = createHttpServer({
    graphql: createGraphqlHttp({ ...graphqlOptions, explorer: settings.explorer }),
    socket,
    signIn,
    ingest: { tokens, batches: new BatchStore(database.pool) },
    cli: createCliRoutes({ endpoints: ENDPOINTS, contextOf, rate, allowedOrigins, log }),
    setup: { pool: database.pool, installation: settings.installation, rate },
    realms: createRealmRoutes({ database, accessTokens, publicUrl: settings.installation.publicUrl, log }),
    tokens,
    agents,
    health: (response) =>
      answerHealth(response, {
        pool: database.pool,
        agents,
        temporalReady: () => orchestration.isReady(),
        temporalVersion: settings.temporalVersion,
        version: settings.installation.version,
        components: settings.components,
      }),
    metrics: async (response) =>
      answerMetrics(response, {
        agentsConnected: agents.connectedCount,
        subjectsFollowed: live.subjectCount(),
        alarms: await countAlarms(database.pool).catch(() => null),
      }),
    manifestSchema: MANIFEST_SCHEMA,
    web: settings.web,
    rate,
    allowedOrigins,
    log,
  });
  return {
    server,
    async close() {
      server.close();
      server.closeAllConnections();
      await socket.close();
      await agents.close();
      await live.close();
      await orchestration.close();
      await database.close();
    },
  };
}
