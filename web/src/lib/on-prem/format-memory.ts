const GIB = 2 ** 30;

/** Binary, as memory is made, with at most one decimal: 512 MiB, 29.8 GiB, 1 TiB; as the server writes it. */
export function formatMemory(sizeBytes: number): string {
  const [unitBytes, unit] =
    sizeBytes >= 1024 * GIB ? [1024 * GIB, "TiB"] : sizeBytes >= GIB ? [GIB, "GiB"] : [GIB / 1024, "MiB"];
  return `${(sizeBytes / unitBytes).toFixed(1).replace(/\.0$/, "")} ${unit}`;
}
