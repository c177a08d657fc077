export { createClient, type ArenaClient, type ClientOptions } from "./create-client.ts";
export { ArenaError, ArenaTransportError, type FieldFault } from "./errors.ts";
export type { ConnectionState } from "./live/connection-monitor.ts";
export type { LiveMessage } from "./live/follow-sequence.ts";
export { pages, type Page } from "./pages.ts";
export type {
  InstallMessage,
  LogsMessage,
  MetricsMessage,
  ProjectMessage,
  RunMessage,
  WatchOptions,
} from "./watchers.ts";
export type {
  ActivityPage,
  ClassCluster,
  ClusterLogLine,
  OnPremClassPage,
  OrganizationMembers,
  ResourceClassSetup,
} from "./queries.ts";
export type * from "./generated/graphql.ts";
