import type { Command } from "../command.ts";
import { checkEntryPoint } from "./checked-input.ts";
import { chooseEntryPoint } from "./choose-entry-point.ts";
import { findEnvironment } from "./environment-row.ts";
import { openSource } from "./open-source.ts";
import { runChecks, type ValidationStream } from "./run-checks.ts";
import type { FoundEntryPoints } from "./workshop.ts";

export interface ValidateEnvironmentInput {
  readonly name: string;
  /** Null: the newest. */
  readonly version: string | null;
  readonly entryPoint: string | null;
  readonly doRollouts: boolean;
}

/** The checks once more, of source that is stored already. */
export async function validateEnvironment(
  command: Command,
  input: ValidateEnvironmentInput,
  signal: AbortSignal,
): Promise<ValidationStream> {
  const asked = input.entryPoint === null ? null : checkEntryPoint(input.entryPoint);
  const row = await findEnvironment(command.database.pool, command.viewer.organizationId, input.name, input.version);
  const { source, sha256 } = await openSource(command, row);
  try {
    const found: FoundEntryPoints =
      row.entryPoints.length > 0
        ? { entryPoints: row.entryPoints, faults: [] }
        : await command.workshop.findEntryPoints(source, signal);
    const { id, name, version } = row;
    const entryPoint = chooseEntryPoint(`${name}:${version}`, asked, row.entryPoint, found.entryPoints);
    const configuration = row.configuration ?? {};
    const run = { id, sha256, name, version, entryPoint, configuration, doRollouts: input.doRollouts };
    return runChecks(command, { run, source, faults: found.faults, signal });
  } catch (error) {
    await source.close();
    throw error;
  }
}
