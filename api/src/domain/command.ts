import type { Database } from "@arena/database/client";
import type { EnvironmentWorkshop } from "./environment/workshop.ts";
import type { Installation } from "./installation.ts";
import type { Orchestration } from "./orchestration-port.ts";
import type { Channel, Viewer } from "./viewer/viewer.ts";

/** What every use case that changes something is given beside its input. */
export interface Command {
  readonly viewer: Viewer;
  readonly via: Channel;
  readonly ipAddress: string | null;
  readonly idempotencyKey: string | null;
  readonly database: Database;
  readonly orchestration: Orchestration;
  readonly installation: Installation;
  readonly workshop: EnvironmentWorkshop;
}
