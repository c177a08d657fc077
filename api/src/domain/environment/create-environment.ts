import type pg from "pg";
import { v7 as uuidv7 } from "uuid";
import { inTransaction } from "@arena/database/client";
import type { Command } from "../command.ts";
import { NotAllowedError, ValidationError } from "../errors.ts";
import { recordActivity } from "../record-activity.ts";
import {
  checkDescription,
  checkEntryPoint,
  checkEnvironmentName,
  checkRequirements,
  checkVersion,
  readConfiguration,
} from "./checked-input.ts";
import { lockSources } from "./environment-row.ts";
import { chooseEntryPoint } from "./choose-entry-point.ts";
import { refuseTooMany } from "./refuse-too-many.ts";
import { removeUnusedSources } from "./remove-unused-sources.ts";
import { runChecks, type ChecksToRun, type ValidationStream } from "./run-checks.ts";
import type { FoundEntryPoints } from "./workshop.ts";

export interface CreateEnvironmentInput {
  readonly name: string;
  readonly version: string;
  readonly archive: Buffer;
  readonly configuration: string;
  readonly requirements: string;
  readonly entryPoint: string | null;
  readonly description: string;
  readonly multiAgent: boolean;
  readonly languageBased: boolean;
  readonly doRollouts: boolean;
}
type Checked = Pick<CreateEnvironmentInput, "name" | "version" | "description" | "requirements" | "entryPoint"> & {
  readonly configuration: Record<string, unknown>;
};

export const NEVER_VALIDATED = "It has never been validated.";
const CHANGED = "Its source was changed and has not been validated since.";

/**
 * Stores the upload, then returns the checks to be listened to; what is wrong with the upload itself is thrown before.
 * The same name and version again replaces it: the client says `v1` whenever nothing is said.
 */
export async function createEnvironment(
  command: Command,
  input: CreateEnvironmentInput,
  signal: AbortSignal,
): Promise<ValidationStream> {
  const checked = await checkInput(command, input);
  const source = await command.workshop.unpack(input.archive);
  try {
    const found = await command.workshop.findEntryPoints(source, signal);
    const stored = await store(command, { checked, found, archive: input.archive });
    for (const sha256 of stored.replaced) await removeUnusedSources(command, sha256);
    const { name, version, configuration } = checked;
    const entryPoint = chooseEntryPoint(`${name}:${version}`, checked.entryPoint, null, found.entryPoints);
    const { id, sha256 } = stored;
    const run: ChecksToRun = { id, sha256, name, version, entryPoint, configuration, doRollouts: input.doRollouts };
    return runChecks(command, { run, source, faults: found.faults, signal });
  } catch (error) {
    await source.close();
    throw error;
  }
}

async function checkInput(command: Command, input: CreateEnvironmentInput): Promise<Checked> {
  const unsupported = input.multiAgent ? "multi_agent" : input.languageBased ? "language_based" : null;
  if (unsupported !== null) {
    const message = "is not offered by this server: it validates single-agent Gymnasium environments";
    throw new ValidationError([{ path: unsupported, message }]);
  }
  const checked = {
    name: checkEnvironmentName(input.name),
    version: checkVersion(input.version),
    description: checkDescription(input.description),
    requirements: checkRequirements(input.requirements),
    entryPoint: input.entryPoint === null ? null : checkEntryPoint(input.entryPoint),
    configuration: readConfiguration(input.configuration),
  };
  await refuseShipped(command, checked.name);
  const refused = await command.workshop.refusedRequirements(checked.requirements);
  if (refused.length > 0) {
    const message = `${refused.join("; ")}. Only packages that this server has already can be used`;
    throw new ValidationError([{ path: "requirements", message }]);
  }
  return checked;
}

async function refuseShipped({ database }: Command, name: string): Promise<void> {
  const { rowCount } = await database.pool.query(
    "SELECT FROM environment WHERE organization_id IS NULL AND lower(name) = lower($1)",
    [name],
  );
  if (rowCount !== 0) throw new NotAllowedError(`${name} ships with Arena. Give yours another name.`);
}

interface Upload {
  readonly checked: Checked;
  readonly found: FoundEntryPoints;
  readonly archive: Buffer;
}

function store(command: Command, upload: Upload): Promise<{ id: string; sha256: string; replaced: string[] }> {
  const { organizationId } = command.viewer;
  return inTransaction(command.database.pool, async (client) => {
    await lockSources(client, organizationId);
    const { name, version } = upload.checked;
    const { rows: earlier } = await client.query<{ id: string; source_sha256: string }>(
      `SELECT id, source_sha256 FROM environment
       WHERE organization_id = $1 AND name = $2 AND version = $3 AND deleted_at IS NULL FOR UPDATE`,
      [organizationId, name, version],
    );
    const id = earlier[0]?.id ?? uuidv7();
    if (earlier[0] === undefined) await refuseTooMany(client, organizationId);
    const { sha256, sizeBytes } = await command.workshop.store(organizationId, upload.archive);
    await write(client, command, upload, { id, sha256, sizeBytes, isNew: earlier[0] === undefined });
    await recordActivity(client, command, {
      action: earlier[0] === undefined ? "environment.create" : "environment.replace",
      subjectType: "Environment",
      subjectId: id,
      ...(earlier[0] === undefined ? {} : { before: { sourceSha256: earlier[0].source_sha256 } }),
      after: { name, version, sourceSha256: sha256 },
    });
    const replaced = earlier.map((row) => row.source_sha256).filter((other) => other !== sha256);
    return { id, sha256, replaced };
  });
}

async function write(
  client: pg.PoolClient,
  { viewer }: Command,
  { checked, found }: Upload,
  row: { id: string; sha256: string; sizeBytes: number; isNew: boolean },
): Promise<void> {
  await client.query(
    `INSERT INTO environment (id, organization_id, name, version, category, observation_type, action_type, algorithms,
       valid, invalid_reason, description, source_sha256, source_size_bytes, requirements, configuration, entry_points,
       created_by)
     VALUES ($1, $2, $3, $4, 'Custom', '', '', '{}', false, $5, $6, $7, $8, $9, $10, $11, $12)
     ON CONFLICT (id) DO UPDATE SET observation_type = '', action_type = '', algorithms = '{}', valid = false,
       invalid_reason = $5, description = $6, source_sha256 = $7, source_size_bytes = $8, requirements = $9,
       configuration = $10, entry_points = $11, created_by = $12, created_at = now(), entry_point = NULL,
       validated_at = NULL, profiled_at = NULL, profile = NULL`,
    [
      row.id,
      viewer.organizationId,
      checked.name,
      checked.version,
      row.isNew ? NEVER_VALIDATED : CHANGED,
      checked.description,
      row.sha256,
      row.sizeBytes,
      checked.requirements,
      JSON.stringify(checked.configuration),
      found.entryPoints,
      viewer.personId,
    ],
  );
}
