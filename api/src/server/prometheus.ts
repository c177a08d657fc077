/** The process's own figures in Prometheus' text format. */
export function prometheusText(figures: { agentsConnected: number; subjectsFollowed: number }): string {
  const { rss } = process.memoryUsage();
  const lines = [
    ["arena_agents_connected", "Agents connected to this process", figures.agentsConnected],
    ["arena_live_subjects", "Subjects that somebody follows", figures.subjectsFollowed],
    ["process_resident_memory_bytes", "Resident memory", rss],
    ["process_uptime_seconds", "Seconds since the start", Math.round(process.uptime())],
  ] as const;
  return lines
    .map(([name, help, value]) => `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${name} ${value}\n`)
    .join("");
}
