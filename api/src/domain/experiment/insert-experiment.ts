import type pg from "pg";
import { v7 as uuidv7 } from "uuid";
import { appendProjectEvent } from "@arena/database/run-events";
import { orNameTaken } from "../check-name.ts";
import type { Command } from "../command.ts";
import type { FieldFault } from "../errors.ts";
import { recordActivity } from "../record-activity.ts";

export interface NewExperiment {
  readonly projectId: string;
  readonly name: string;
  readonly manifest: Record<string, unknown>;
  readonly warnings: readonly FieldFault[];
  readonly resourceClassId: string | null;
  readonly parent: { readonly experimentId: string; readonly checkpointId: string; readonly step: number } | null;
  /** What the activity record calls it. */
  readonly action: "experiment.create" | "experiment.copy" | "experiment.resume";
}

/** A draft: the only status that the api ever writes. */
export async function insertExperiment(client: pg.PoolClient, command: Command, draft: NewExperiment): Promise<string> {
  const experimentId = uuidv7();
  await orNameTaken("experiment_name", draft.name, () =>
    client.query(
      `INSERT INTO experiment (id, organization_id, project_id, name, manifest, warnings, resource_class_id,
         parent_experiment_id, parent_checkpoint_id, parent_step)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        experimentId,
        command.viewer.organizationId,
        draft.projectId,
        draft.name,
        JSON.stringify(draft.manifest),
        JSON.stringify(draft.warnings),
        draft.resourceClassId,
        draft.parent?.experimentId ?? null,
        draft.parent?.checkpointId ?? null,
        draft.parent?.step ?? null,
      ],
    ),
  );
  await appendProjectEvent(client, draft.projectId, experimentId);
  await recordActivity(client, command, {
    action: draft.action,
    subjectType: "Experiment",
    subjectId: experimentId,
    after: { name: draft.name, parentCheckpointId: draft.parent?.checkpointId ?? null },
  });
  return experimentId;
}
