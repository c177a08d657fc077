const FORM = /^(\d{1,9}(?:[.,]\d{1,3})?)\s*([a-z]*)$/i;
const MIB = 2 ** 20;
const GIB = 2 ** 30;
const TIB = 2 ** 40;
/** As the server reads them: of ten for GB, of two for GiB and for a letter alone. */
const UNIT_BYTES: Readonly<Record<string, number>> = {
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  mib: MIB,
  gib: GIB,
  tib: TIB,
  mi: MIB,
  gi: GIB,
  ti: TIB,
  m: MIB,
  g: GIB,
  t: TIB,
};
const LEAST_BYTES = 256 * MIB;
const MOST_BYTES = 2 ** 50;

export interface MemoryReading {
  /** Null: the whole host, or a fault. */
  readonly bytes: number | null;
  readonly fault: string | null;
}

/** What a memory field's free text means. The server decides; this is what a person sees while typing. */
export function readMemory(text: string): MemoryReading {
  if (text.trim() === "") return { bytes: null, fault: null };
  const [, number = "", unit = ""] = FORM.exec(text.trim()) ?? [];
  const unitBytes = UNIT_BYTES[unit.toLowerCase()];
  if (unitBytes === undefined) return { bytes: null, fault: "Give a number with a unit, such as 32 GB or 64 GiB." };
  const bytes = Math.round(Number(number.replace(",", ".")) * unitBytes);
  if (bytes < LEAST_BYTES || bytes > MOST_BYTES) return { bytes: null, fault: "Between 256 MiB and 1 PiB." };
  return { bytes, fault: null };
}

export function formatMemory(bytes: number): string {
  const [size, unit] = bytes >= TIB ? [TIB, "TiB"] : bytes >= GIB ? [GIB, "GiB"] : [MIB, "MiB"];
  const value = bytes / (size as number);
  return `${Number.isInteger(value) ? value : value.toFixed(1)} ${unit}`;
}
