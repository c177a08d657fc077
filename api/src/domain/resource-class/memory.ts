import { ValidationError } from "../errors.ts";

const FORM = /^(\d{1,9}(?:[.,]\d{1,3})?)\s*([a-z]*)$/i;
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
};
const LEAST_BYTES = 256 * MIB;
const MOST_BYTES = 1024 ** 5;

/** Free text such as `32 GB` or `64 GiB`, in whole bytes. */
export function parseMemory(text: string, path = "memory"): number {
  const [, number = "", unit = ""] = FORM.exec(text.trim()) ?? [];
  const unitBytes = UNIT_BYTES[unit.toLowerCase()];
  if (unitBytes === undefined)
    throw new ValidationError([{ path, message: "must be a number with a unit, such as 32 GB or 64 GiB" }]);
  const bytes = Math.round(Number(number.replace(",", ".")) * unitBytes);
  if (bytes < LEAST_BYTES || bytes > MOST_BYTES)
    throw new ValidationError([{ path, message: "must be between 256 MiB and 1 PiB" }]);
  return bytes;
}

/** As understood: in binary units, with at most one decimal, and the decimal units where those are round. */
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
    return { understood: formatMemory(parseMemory(text)), fault: null };
  } catch (error) {
    if (error instanceof ValidationError) return { understood: null, fault: error.fields[0]!.message };
    throw error;
  }
}
