import type { ServerResponse } from "node:http";
import type pg from "pg";
import type { AgentRegistry } from "../agents/agent-registry.ts";
import { answerJson } from "./answer-json.ts";

const ASK_WITHIN_MS = 1_500;

interface ComponentHealth {
  readonly ready: boolean;
  readonly version: string | null;
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

/** 200 only when every component is ready. */
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
  const ready = Object.values(components).every((component) => component.ready);
  answerJson(response, ready ? 200 : 503, { status: ready ? "ready" : "not ready", components });
}

async function askPostgres(pool: pg.Pool): Promise<ComponentHealth> {
  try {
    const { rows } = await pool.query<{ server_version: string }>("SHOW server_version");
    return { ready: true, version: rows[0]?.server_version ?? null };
  } catch {
    return { ready: false, version: null };
  }
}

async function askComponent(url: string): Promise<ComponentHealth> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(ASK_WITHIN_MS) });
    const body = (await response.json()) as { version?: string };
    return { ready: response.ok, version: body.version ?? null };
  } catch {
    return { ready: false, version: null };
  }
}
