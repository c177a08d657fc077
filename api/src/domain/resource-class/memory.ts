import { ValidationError } from "../errors.ts";

const FORM = /^(\d{1,9}(?:[.,]\d{1,3})?)\s*([a-z]*)$/i;
/** A comma that may part the thousands or the decimals. */
const TWO_READINGS = /^\d{1,3},\d{3}(?!\d)/;
const MIB = 2 ** 20;
const GIB = 2 ** 30;
/** Of ten for GB, of two for GiB, as the units say; a letter alone is of two, as Kubernetes' users mean it mostly. */
const UNIT_BYTES: Readonly<Record<string, number>> = {
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  mib: MIB,
  gib: GIB,
  tib: GIB * 1024,
  mi: MIB,
  gi: GIB,
  ti: GIB * 1024,
  m: MIB,
  g: GIB,
  t: GIB * 1024,
  pb: 1e15,
  pib: GIB * MIB,
  pi: GIB * MIB,
  p: GIB * MIB,
};
const LEAST_BYTES = 256 * MIB;
const MOST_BYTES = 1024 ** 5;

/** Free text such as `32 GB` or `64 GiB`, in whole bytes. */
function parseMemory(text: string): number {
  const [, number = "", unit = ""] = FORM.exec(text.trim()) ?? [];
  if (TWO_READINGS.test(number)) {
    const [thousands, decimals] = [number.replace(",", ""), number.replace(",", ".")];
    throw refusal(`can be read in two ways: write ${thousands} ${unit} or ${decimals} ${unit}`.trimEnd());
  }
  const unitBytes = UNIT_BYTES[unit.toLowerCase()];
  if (unitBytes === undefined) throw refusal("must be a number with a unit, such as 32 GB or 64 GiB");
  const bytes = Math.round(Number(number.replace(",", ".")) * unitBytes);
  if (bytes < LEAST_BYTES || bytes > MOST_BYTES) throw refusal("must be between 256 MiB and 1 PiB");
  return bytes;
}

function refusal(message: string): ValidationError {
  return new ValidationError([{ path: "memory", message }]);
}

/** Null, also for an empty text: the whole host. */
export function readMemory(text: string | null): number | null {
  return text === null || text.trim() === "" ? null : parseMemory(text);
}

/** As understood: in binary units, with at most one decimal. */
export function formatMemory(bytes: number): string {
  const binary = bytes >= 1024 * GIB ? [1024 * GIB, "TiB"] : bytes >= GIB ? [GIB, "GiB"] : [MIB, "MiB"];
  const value = bytes / (binary[0] as number);
  return `${Number.isInteger(value) ? value : value.toFixed(1)} ${binary[1]}`;
}

export interface MemoryAnswer {
  /** As it is shown back; null with a fault. */
  readonly understood: string | null;
  readonly fault: string | null;
}

/** For a form, while it is typed. */
export function describeMemory(text: string): MemoryAnswer {
  try {
    const bytes = readMemory(text);
    return { understood: bytes === null ? "the whole host" : formatMemory(bytes), fault: null };
  } catch (error) {
    if (error instanceof ValidationError) return { understood: null, fault: error.fields[0]!.message };
    throw error;
  }
}
