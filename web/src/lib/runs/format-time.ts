const CLOCK = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });

/** Of the day, in the reader's time zone: 14:05:02. */
export function formatClock(at: string | number): string {
  return CLOCK.format(new Date(at));
}

/** With the date: 22 Nov 2026, 14:06:03. */
export function formatMoment(at: string | number): string {
  return `${DAY.format(new Date(at))}, ${formatClock(at)}`;
}

/** The clock when it is today's, else with the date. */
export function formatWhen(at: string | number, nowMs: number): string {
  return DAY.format(new Date(at)) === DAY.format(new Date(nowMs)) ? formatClock(at) : formatMoment(at);
}
