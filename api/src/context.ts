import { initContextCache } from "@pothos/core";
import type { Database } from "@arena/database/client";
import type { Command } from "./domain/command.ts";
import type { EnvironmentWorkshop } from "./domain/environment/workshop.ts";
import type { Installation } from "./domain/installation.ts";
import type { Orchestration } from "./domain/orchestration-port.ts";
import type { Channel, Viewer } from "./domain/viewer/viewer.ts";
import type { LiveFeeds } from "./live/live-feeds.ts";
import { createLoaders, type Loaders } from "./loaders/loaders.ts";

export interface Context {
  readonly requestId: string;
  readonly viewer: Viewer | null;
  readonly via: Channel;
  readonly ipAddress: string | null;
  readonly database: Database;
  readonly orchestration: Orchestration;
  readonly live: LiveFeeds;
  readonly installation: Installation;
  /** What single sign-on is called; null when there is none. */
  readonly singleSignOnName: string | null;
  readonly workshop: EnvironmentWorkshop;
  /** Who is signed in by a cookie, also one who belongs to no organization and so is no viewer. */
  readonly sessionPersonId: () => Promise<string | null>;
  /** Whether the credential that this request came with is still good. */
  readonly credentialHolds: () => Promise<boolean>;
  loaders: Loaders;
}

export interface ContextDependencies {
  readonly database: Database;
  readonly orchestration: Orchestration;
  readonly live: LiveFeeds;
  readonly installation: Installation;
  /** What single sign-on is called; null when there is none. */
  readonly singleSignOnName: string | null;
  readonly workshop: EnvironmentWorkshop;
}

export interface ContextRequest {
  readonly requestId: string;
  readonly ipAddress: string | null;
  readonly via: Channel;
}

/** One per request. A subscription's is refreshed at each event: what was remembered would be stale for ever. */
export function createContext(given: {
  request: ContextRequest;
  viewer: Viewer | null;
  dependencies: ContextDependencies;
  sessionPersonId: () => Promise<string | null>;
  credentialHolds: () => Promise<boolean>;
}): Context {
  const { request, viewer, dependencies, sessionPersonId, credentialHolds } = given;
  return {
    ...initContextCache(),
    requestId: request.requestId,
    viewer,
    via: viewer?.via ?? request.via,
    ipAddress: request.ipAddress,
    database: dependencies.database,
    orchestration: dependencies.orchestration,
    live: dependencies.live,
    installation: dependencies.installation,
    singleSignOnName: dependencies.singleSignOnName,
    workshop: dependencies.workshop,
    sessionPersonId,
    credentialHolds,
    loaders: createLoaders(dependencies.database, viewer),
  };
}

/** Forgets what loaders and plugins remembered, in place. */
export function refreshContext(context: Context): void {
  Object.assign(context, initContextCache(), { loaders: createLoaders(context.database, context.viewer) });
}

/** The signed-in viewer; the schema's scopes have refused everyone else before. */
export function viewerOf(context: Context): Viewer {
  if (context.viewer === null) throw new Error("A field without a signed-in viewer reached a resolver that needs one");
  return context.viewer;
}

export function commandOf(context: Context, idempotencyKey: string | null | undefined): Command {
  return {
    viewer: viewerOf(context),
    via: context.via,
    ipAddress: context.ipAddress,
    idempotencyKey: idempotencyKey ?? null,
    database: context.database,
    orchestration: context.orchestration,
    installation: context.installation,
    workshop: context.workshop,
  };
}
