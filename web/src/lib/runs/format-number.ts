const MINUS = "\u2212";

/** A whole number with separators: 41,200. */
export function formatCount(value: number): string {
  return value.toLocaleString("en-US", { maximumFractionDigits: 0 }).replace("-", MINUS);
}

/** A measured number at a length that fits a column: 0.042, −91.3, 1,084; what is missing reads N/A. */
export function formatNumber(value: number | null | undefined): string {
  if (value == null || !Number.isFinite(value)) return "N/A";
  const size = Math.abs(value);
  if (size !== 0 && (size < 0.001 || size >= 1e9)) return exponential(value);
  // Counts among the measured numbers, such as episodes, have nothing behind the point.
  const isWhole = Number.isInteger(value);
  const digits = size >= 1000 || isWhole ? 0 : size >= 1 ? 1 : 3;
  return value
    .toLocaleString("en-US", { minimumFractionDigits: size >= 1 && digits > 0 ? 1 : 0, maximumFractionDigits: digits })
    .replace("-", MINUS);
}

/** A configured number, whole: 150,000, 0.0025, 2.53e−4. */
export function formatExact(value: number): string {
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e15) return formatCount(value);
  const text = size < 0.001 || size >= 1e15 ? value.toExponential() : String(value);
  return text.replace("e+", "e").replaceAll("-", MINUS);
}

/** A score of a checkpoint, always with one decimal, so that a column lines up. */
export function formatScore(value: number | null | undefined): string {
  if (value == null || !Number.isFinite(value)) return "N/A";
  return value.toLocaleString("en-US", { minimumFractionDigits: 1, maximumFractionDigits: 1 }).replace("-", MINUS);
}

/** A score for a narrow column: as it is up to five figures, then 123,457, −1.235M, 1.2e12. */
export function formatScoreShort(value: number): string {
  const size = Math.abs(value);
  if (size < 1e5) return formatScore(value);
  if (size < 1e6) return formatCount(value);
  return size < 1e9 ? formatShort(value) : formatNumber(value);
}

/** What a column of progress has room for: 41,200 / 150k, 12.35M / 100M. */
const PROGRESS_CHARACTERS = 15;

/** Steps of steps, as exact as there is room for. */
export function formatProgress(step: number, maxSteps: number): { readonly step: string; readonly maxSteps: string } {
  const [exact, short] = [formatCount, formatShort];
  const fits = [
    { step: exact(step), maxSteps: exact(maxSteps) },
    { step: exact(step), maxSteps: short(maxSteps) },
  ].find((text) => `${text.step} / ${text.maxSteps}`.length <= PROGRESS_CHARACTERS);
  return fits ?? { step: short(step), maxSteps: short(maxSteps) };
}

/** A tick of a step axis: 0, 500, 30k, 1.2M, 10B. */
export function formatShort(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e9) return `${trimmed(value / 1e9)}B`.replace("-", MINUS);
  if (size >= 1e6) return `${trimmed(value / 1e6)}M`.replace("-", MINUS);
  if (size >= 1e3) return `${trimmed(value / 1e3)}k`.replace("-", MINUS);
  return trimmed(value).replace("-", MINUS);
}

/** Finds the count's noun: 1 checkpoint, 3 checkpoints. */
export function formatPlural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

function exponential(value: number): string {
  const [mantissa, exponent] = value.toExponential(1).split("e");
  return `${mantissa!.replace(/\.0$/, "")}e${exponent!.replace("+", "")}`.replaceAll("-", MINUS);
}

function trimmed(value: number): string {
  return String(Number(value.toPrecision(4)));
}
