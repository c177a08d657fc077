import type { Command } from "../command.ts";
import { NotAllowedError } from "../errors.ts";
import type { EnvironmentRow } from "./environment-row.ts";
import { sourceMissing } from "./implementation-fault.ts";
import type { UnpackedSource } from "./workshop.ts";

/** Unpacked source of an uploaded environment. That it is gone is noted, so that Train says so. */
export async function openSource(
  { database, viewer, workshop }: Command,
  row: EnvironmentRow,
): Promise<{ readonly source: UnpackedSource; readonly sha256: string }> {
  if (row.organizationId === null) throw new NotAllowedError(`${row.name} ships with Arena; it needs no validation.`);
  const sha256 = row.sourceSha256;
  const source = sha256 === null ? null : await workshop.open(viewer.organizationId, sha256);
  if (source !== null && sha256 !== null) return { source, sha256 };
  const reason = sourceMissing(row);
  await database.pool.query(
    "UPDATE environment SET valid = false, invalid_reason = $2, validated_at = NULL WHERE id = $1",
    [row.id, reason],
  );
  throw new NotAllowedError(reason);
}
