import type { ServerResponse } from "node:http";

export interface Figures {
  readonly agentsConnected: number;
  readonly subjectsFollowed: number;
  /** By kind; null while the database does not answer. */
  readonly alarms: Readonly<Record<string, number>> | null;
}

/** In Prometheus' text format. */
export function answerMetrics(response: ServerResponse, figures: Figures): void {
  response.writeHead(200, { "content-type": "text/plain; version=0.0.4" }).end(prometheusText(figures));
}

export function prometheusText({ agentsConnected, subjectsFollowed, alarms }: Figures): string {
  const { rss } = process.memoryUsage();
  const byKind = Object.entries(alarms ?? {}).map(([kind, count]) => [`{kind="${kind}"}`, count] as const);
  return [
    gauge("arena_agents_connected", "Agents connected to this process", [["", agentsConnected]]),
    gauge("arena_live_subjects", "Subjects that somebody follows", [["", subjectsFollowed]]),
    alarms === null ? "" : gauge("arena_alarms", "What an operator must look at, by kind", byKind),
    gauge("process_resident_memory_bytes", "Resident memory", [["", rss]]),
    gauge("process_uptime_seconds", "Seconds since the start", [["", Math.round(process.uptime())]]),
  ].join("");
}

function gauge(name: string, help: string, samples: readonly (readonly [labels: string, value: number])[]): string {
  const lines = samples.map(([labels, value]) => `${name}${labels} ${value}\n`);
  return `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${lines.join("")}`;
}
