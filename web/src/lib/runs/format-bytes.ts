const UNITS = ["B", "KB", "MB", "GB", "TB"] as const;

/** Decimal units, as disks are sold: 18 MB, 4.2 MB, 482 MB, 1.9 GB. */
export function formatBytes(sizeBytes: number): string {
  let size = sizeBytes;
  let unit = 0;
  while (size >= 999.5 && unit < UNITS.length - 1) {
    size /= 1000;
    unit += 1;
  }
  const digits = unit > 0 && size < 9.95 ? 1 : 0;
  return `${size.toFixed(digits).replace(/\.0$/, "")} ${UNITS[unit]}`;
}
