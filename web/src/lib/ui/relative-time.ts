const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const DATE = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });

/** now, 12 s ago, 3 min ago, 2 h ago, yesterday, 4 days ago, then the date. */
export function relativeTime(atMs: number, nowMs: number): string {
  const ago = nowMs - atMs;
  if (ago < 5_000) return "now";
  if (ago < MINUTE_MS) return `${Math.floor(ago / 1_000)} s ago`;
  if (ago < HOUR_MS) return `${Math.floor(ago / MINUTE_MS)} min ago`;
  if (ago < DAY_MS) return `${Math.floor(ago / HOUR_MS)} h ago`;
  if (ago < 2 * DAY_MS) return "yesterday";
  if (ago < 14 * DAY_MS) return `${Math.floor(ago / DAY_MS)} days ago`;
  return DATE.format(new Date(atMs));
}
