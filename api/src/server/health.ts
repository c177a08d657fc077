import type { ServerResponse } from "node:http";
import type pg from "pg";
import type { AgentRegistry } from "../agents/agent-registry.ts";
import { answerJson } from "./answer-json.ts";

const ASK_WITHIN_MS = 1_500;

interface ComponentHealth {
  readonly ready: boolean;
  readonly version: string | null;
  /** Of the control worker: whether its database and its Temporal belong together. */
  readonly incarnation?: string | null;
  /** Of the gateway: why it serves no cluster, or not all of them; null when nothing is wrong. */
  readonly reason?: string | null;
}

export interface HealthSources {
  readonly pool: pg.Pool;
  readonly agents: AgentRegistry;
  readonly temporalReady: () => Promise<boolean>;
  readonly temporalVersion: string;
  readonly version: string;
  /** Health addresses of other components, by name. */
  readonly components: Readonly<Record<string, string>>;
}

/**
 * 200 only when every component is ready. Alarms are counts by kind, what they are about stands in the control
 * worker's log: this answer is for everybody.
 */
export async function answerHealth(response: ServerResponse, sources: HealthSources): Promise<void> {
  const others = Object.entries(sources.components).map(
    async ([name, url]) => [name, await askComponent(url)] as const,
  );
  const components: Record<string, ComponentHealth> = {
    api: { ready: true, version: sources.version },
    postgres: await askPostgres(sources.pool),
    temporal: { ready: await sources.temporalReady().catch(() => false), version: sources.temporalVersion },
    agent: { ready: sources.agents.connectedCount > 0, version: sources.version },
    ...Object.fromEntries(await Promise.all(others)),
  };
  const alarms = await countAlarms(sources.pool).catch(() => null);
  const ready = Object.values(components).every((component) => component.ready);
  answerJson(response, ready ? 200 : 503, { status: ready ? "ready" : "not ready", components, alarms });
}

async function askPostgres(pool: pg.Pool): Promise<ComponentHealth> {
  try {
    const { rows } = await pool.query<{ server_version: string }>("SHOW server_version");
    return { ready: true, version: rows[0]?.server_version ?? null };
  } catch {
    return { ready: false, version: null };
  }
}

/** What it says beyond being ready and of a version is taken over where it is for everybody. */
async function askComponent(url: string): Promise<ComponentHealth> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(ASK_WITHIN_MS) });
    const { version = null, incarnation, reason } = (await response.json()) as Partial<ComponentHealth>;
    return {
      ready: response.ok,
      version,
      ...(incarnation === undefined ? {} : { incarnation }),
      ...(reason === undefined ? {} : { reason }),
    };
  } catch {
    return { ready: false, version: null };
  }
}

/** Alarms that last, by kind. */
export async function countAlarms(pool: pg.Pool): Promise<Record<string, number>> {
  const { rows } = await pool.query<{ kind: string; count: number }>(
    "SELECT kind, count(*)::int AS count FROM alarm WHERE lasts_until > now() GROUP BY kind ORDER BY kind",
  );
  return Object.fromEntries(rows.map(({ kind, count }) => [kind, count]));
}
