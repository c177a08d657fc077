import { inTransaction } from "@arena/database/client";
import type { Command } from "../command.ts";
import { NotAllowedError } from "../errors.ts";
import { recordActivity } from "../record-activity.ts";
import { findEnvironment, type EnvironmentRow } from "./environment-row.ts";
import { openSource } from "./open-source.ts";
import type { CheckEvent, EnvironmentProfile, UnpackedSource } from "./workshop.ts";

export interface ProfileOutcome {
  readonly type: "profiled";
  readonly name: string;
  readonly version: string;
  readonly profile: EnvironmentProfile;
}
export type ProfileStream = AsyncGenerator<CheckEvent | ProfileOutcome, void>;

/** What one environment needs of a machine. Only of what is valid. */
export async function profileEnvironment(
  command: Command,
  { name, version }: { readonly name: string; readonly version: string | null },
  signal: AbortSignal,
): Promise<ProfileStream> {
  const row = await findEnvironment(command.database.pool, command.viewer.organizationId, name, version);
  const { source, sha256 } = await openSource(command, row);
  if (!row.valid || row.entryPoint === null) {
    await source.close();
    throw new NotAllowedError(`${row.name}:${row.version} is not valid. ${row.invalidReason ?? ""} Validate it first.`);
  }
  return measure(command, { row, source, sha256, entryPoint: row.entryPoint, signal });
}

interface ToMeasure {
  readonly row: EnvironmentRow;
  readonly source: UnpackedSource;
  readonly sha256: string;
  readonly entryPoint: string;
  readonly signal: AbortSignal;
}

async function* measure(command: Command, given: ToMeasure): ProfileStream {
  const { row, source, entryPoint, signal } = given;
  try {
    let profile: EnvironmentProfile | null = null;
    let reason = "the measurement did not come to an end.";
    const order = { mode: "profile", entryPoint, configuration: row.configuration ?? {}, doRollouts: false } as const;
    for await (const event of command.workshop.check(source, order, signal)) {
      if (event.type === "profile") profile = event.profile;
      if (event.type === "check" && !event.result.success) reason = event.result.error ?? reason;
      yield event;
    }
    if (profile === null) throw new NotAllowedError(`${row.name}:${row.version} could not be profiled: ${reason}`);
    await write(command, given, profile);
    yield { type: "profiled", name: row.name, version: row.version, profile };
  } finally {
    await source.close();
  }
}

async function write(command: Command, { row, sha256 }: ToMeasure, profile: EnvironmentProfile): Promise<void> {
  const written = await inTransaction(command.database.pool, async (client) => {
    const { rowCount } = await client.query(
      `UPDATE environment SET profile = $3, profiled_at = now()
       WHERE id = $1 AND source_sha256 = $2 AND deleted_at IS NULL AND valid`,
      [row.id, sha256, JSON.stringify(profile)],
    );
    if (rowCount === 0) return false;
    await recordActivity(client, command, {
      action: "environment.profile",
      subjectType: "Environment",
      subjectId: row.id,
      after: profile,
    });
    return true;
  });
  if (!written) throw new NotAllowedError(`${row.name}:${row.version} was changed while it was profiled.`);
}
