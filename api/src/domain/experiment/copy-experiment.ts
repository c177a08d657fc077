import type pg from "pg";
import { changeOnce } from "../change-once.ts";
import { checkName } from "../check-name.ts";
import type { Command } from "../command.ts";
import { checkManifest } from "./check-manifest.ts";
import { insertExperiment } from "./insert-experiment.ts";
import { lockExperiment, requireAction, type LockedExperiment } from "./lock-experiment.ts";

const MAX_NAME_LENGTH = 100;

export interface CopyExperimentInput {
  readonly experimentId: string | null;
  readonly name: string | null;
}

export function copyExperiment(command: Command, input: CopyExperimentInput): Promise<{ experimentId: string }> {
  const given = input.name === null ? null : checkName(input.name);
  return changeOnce(command, "copyExperiment", input, async (client) => {
    const original = await lockExperiment(client, command, input.experimentId);
    requireAction(original, "copy");
    const experimentId = await insertExperiment(client, command, {
      projectId: original.projectId,
      name: given ?? (await freeName(client, original)),
      manifest: original.manifest,
      warnings: checkManifest(original.manifest).warnings,
      resourceClassId: original.resourceClassId,
      parent: null,
      action: "experiment.copy",
    });
    return { experimentId };
  });
}

/** “Name copy”, “Name copy 2”, … Two copies at once: the unique index refuses the second, which may be asked again. */
async function freeName(client: pg.PoolClient, { name, projectId }: LockedExperiment): Promise<string> {
  const { rows } = await client.query<{ name: string }>(
    "SELECT lower(name) AS name FROM experiment WHERE project_id = $1 AND status NOT IN ('PENDING_DELETE', 'DELETED')",
    [projectId],
  );
  const taken = new Set(rows.map((row) => row.name));
  for (let number = 1; ; number += 1) {
    const suffix = number === 1 ? " copy" : ` copy ${number}`;
    const candidate =
      [...name]
        .slice(0, MAX_NAME_LENGTH - suffix.length)
        .join("")
        .trimEnd() + suffix;
    if (!taken.has(candidate.toLowerCase())) return candidate;
  }
}
