import { formatCount } from "./format-number.ts";

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How long something took: 0.4 s, 61 s, 14 min 22 s, 3 h 12 min, 2 d 4 h. */
export function formatDuration(durationMs: number): string {
  const ms = Math.max(0, durationMs);
  if (ms < SECOND_MS) return ms < 50 ? "0 s" : `${(ms / SECOND_MS).toFixed(1)} s`;
  if (ms < 99.5 * SECOND_MS) return `${Math.round(ms / SECOND_MS)} s`;
  if (ms < HOUR_MS) return twoUnits(ms, MINUTE_MS, "min", SECOND_MS, "s");
  if (ms < DAY_MS) return twoUnits(ms, HOUR_MS, "h", MINUTE_MS, "min");
  return twoUnits(ms, DAY_MS, "d", HOUR_MS, "h");
}

/** What is left of a deadline: 1:24, 0:07, 1:02:03. The last second reads 0:01 until it is over. */
export function formatCountdown(leftMs: number): string {
  const seconds = Math.max(0, Math.ceil(leftMs / SECOND_MS));
  const two = (value: number): string => String(value).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** An estimate, no finer than it can be known: "a few seconds", "40 s", "3 min", "2 h 10 min". */
export function formatEstimate(durationMs: number): string {
  if (durationMs < 7.5 * SECOND_MS) return "a few seconds";
  if (durationMs < 95 * SECOND_MS) {
    const grain = durationMs < 30 * SECOND_MS ? 5 : 10;
    return `${Math.round(durationMs / SECOND_MS / grain) * grain} s`;
  }
  if (durationMs < HOUR_MS) return `${Math.max(2, Math.round(durationMs / MINUTE_MS))} min`;
  const grain = durationMs < DAY_MS ? 10 * MINUTE_MS : HOUR_MS;
  return formatDuration(Math.round(durationMs / grain) * grain);
}

/** Exact, for a receipt: 60,412 ms. */
export function formatMilliseconds(durationMs: number): string {
  return `${formatCount(Math.round(durationMs))} ms`;
}

function twoUnits(ms: number, large: number, largeName: string, small: number, smallName: string): string {
  const total = Math.round(ms / small);
  const per = large / small;
  const rest = total % per;
  return rest === 0
    ? `${Math.floor(total / per)} ${largeName}`
    : `${Math.floor(total / per)} ${largeName} ${rest} ${smallName}`;
}
