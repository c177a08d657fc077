import type pg from "pg";
import { changeOnce } from "../change-once.ts";
import { checkName } from "../check-name.ts";
import { missingContents } from "../checkpoint/contents.ts";
import type { Command } from "../command.ts";
import { IncompleteCheckpointError, NotAllowedError, NotFoundError } from "../errors.ts";
import { carryOutStart } from "./carry-out-start.ts";
import { checkEnvironment } from "./check-environment.ts";
import { chooseResourceClass } from "./choose-resource-class.ts";
import { insertExperiment } from "./insert-experiment.ts";
import { lockExperiment, requireAction, type LockedExperiment } from "./lock-experiment.ts";
import { orderStart, type StartResult } from "./order-start.ts";
import { resumeManifest, type ResumeManifest } from "./resume-manifest.ts";

export interface ResumeExperimentInput {
  readonly checkpointId: string | null;
  /** Null: a new run of the same experiment. */
  readonly name: string | null;
  readonly resourceClassId: string | null;
  readonly manifestPatch: unknown;
  readonly acceptMissing: readonly string[];
}
interface LockedCheckpoint {
  readonly id: string;
  readonly experimentId: string;
  readonly step: number;
  readonly contents: readonly string[];
  readonly runManifest: Record<string, unknown>;
}

/** The child's draft, the checkpoint's pin and the start are one transaction: a taken name is found before anything starts. */
export async function resumeExperiment(
  command: Command,
  input: ResumeExperimentInput,
): Promise<{ experimentId: string; runId: string }> {
  const name = input.name === null ? null : checkName(input.name);
  const ordered = await changeOnce(command, "resumeExperiment", input, async (client) => {
    const { parent, checkpoint } = await lockParent(client, command, input.checkpointId);
    requireAction(parent, "resume");
    const merged = resumeManifest(checkpoint.runManifest, input.manifestPatch, checkpoint.step);
    checkContents(merged.resolved, checkpoint.contents, input.acceptMissing);
    await checkEnvironment(client, command, merged.resolved);
    const resourceClass = await chooseResourceClass(client, command, input.resourceClassId ?? parent.resourceClassId);
    const start = {
      projectId: parent.projectId,
      resourceClass,
      manifest: merged.resolved,
      checkpoint: { id: checkpoint.id, acceptMissing: input.acceptMissing },
    };
    if (name === null) {
      return orderStart(client, command, { ...start, experimentId: parent.id, runCount: parent.runCount });
    }
    const experimentId = await insertChild(client, command, { parent, checkpoint, merged, name, input });
    return orderStart(client, command, { ...start, experimentId, runCount: 0 });
  });
  return carryOutStart(command, ordered satisfies StartResult);
}

/** The experiment first, then the checkpoint: the order in which everyone locks. */
async function lockParent(
  client: pg.PoolClient,
  command: Command,
  checkpointId: string | null,
): Promise<{ parent: LockedExperiment; checkpoint: LockedCheckpoint }> {
  const { rows: found } = await client.query<{ experimentId: string }>(
    `SELECT experiment_id AS "experimentId" FROM checkpoint WHERE id = $1 AND organization_id = $2 AND state = 'LIVE'`,
    [checkpointId, command.viewer.organizationId],
  );
  if (found[0] === undefined) throw new NotFoundError("checkpoint");
  const parent = await lockExperiment(client, command, found[0].experimentId);
  const { rows } = await client.query<LockedCheckpoint>(
    `SELECT checkpoint.id, checkpoint.experiment_id AS "experimentId", checkpoint.step, contents,
       run.manifest AS "runManifest"
     FROM checkpoint JOIN run ON run.id = checkpoint.run_id
     WHERE checkpoint.id = $1 AND state = 'LIVE' FOR NO KEY UPDATE OF checkpoint`,
    [checkpointId],
  );
  if (rows[0] === undefined) throw new NotFoundError("checkpoint");
  return { parent, checkpoint: rows[0] };
}

function checkContents(
  manifest: Record<string, unknown>,
  contents: readonly string[],
  accepted: readonly string[],
): void {
  const missing = missingContents(manifest, contents).filter((content) => !accepted.includes(content));
  if (missing.includes("WEIGHTS"))
    throw new NotAllowedError("The checkpoint has no weights; there is nothing to resume.");
  if (missing.length > 0) throw new IncompleteCheckpointError(missing);
}

function insertChild(
  client: pg.PoolClient,
  command: Command,
  child: {
    parent: LockedExperiment;
    checkpoint: LockedCheckpoint;
    merged: ResumeManifest;
    name: string;
    input: ResumeExperimentInput;
  },
): Promise<string> {
  const { parent, checkpoint, merged, name, input } = child;
  return insertExperiment(client, command, {
    projectId: parent.projectId,
    name,
    manifest: merged.manifest,
    warnings: merged.warnings,
    resourceClassId: input.resourceClassId ?? parent.resourceClassId,
    parent: { experimentId: parent.id, checkpointId: checkpoint.id, step: checkpoint.step },
    action: "experiment.resume",
  });
}
