import type pg from "pg";
import { appendRunEvent } from "@arena/database/run-events";
import { isTerminal, type RunStatus } from "@arena/workflows/contract/status";
import { isAllowed } from "../../access/permissions.ts";
import { changeOnce } from "../change-once.ts";
import type { Command } from "../command.ts";
import { ForbiddenError, NotAllowedError, NotFoundError } from "../errors.ts";
import { recordActivity } from "../record-activity.ts";

interface EndedRun {
  readonly id: string;
  readonly number: number;
  readonly status: RunStatus;
  readonly experimentId: string;
  readonly experimentName: string;
  readonly resourceClassId: string;
}

/**
 * A Manager answers for what no machine could prove: nothing of the run is left where it ran. The commit orders it, the
 * dispatcher tells the class's pool, which gives the place to who waits. The receipt says what was known at the end, and
 * stays as it is.
 */
export function releasePlace(command: Command, input: { readonly runId: string | null }): Promise<{ runId: string }> {
  if (!isAllowed(command.viewer, "place:release"))
    throw new ForbiddenError("Only a Manager may release the place of a run.");
  return changeOnce(command, "releasePlace", input, async (client) => {
    const run = await lockRun(client, command, input.runId);
    const reason = await heldFor(client, run);
    await client.query("INSERT INTO outbox (kind, dedupe_key, payload) VALUES ('CLEAR_QUARANTINE', $1, $2)", [
      `release-place/${run.id}`,
      JSON.stringify({ resourceClassId: run.resourceClassId, runId: run.id }),
    ]);
    await appendRunEvent(client, run.id, "PLACE_RELEASED", {
      releasedByPersonId: command.viewer.personId,
      releasedVia: command.via,
    });
    await recordActivity(client, command, {
      action: "run.release_place",
      subjectType: "Experiment",
      subjectId: run.experimentId,
      before: { name: run.experimentName, heldPlace: reason },
      after: { runNumber: run.number, heldPlace: null },
    });
    return { runId: run.id };
  });
}

/** Of a deleted experiment too: its place is held all the same. */
async function lockRun(client: pg.PoolClient, { viewer }: Command, runId: string | null): Promise<EndedRun> {
  const { rows } = await client.query<EndedRun>(
    `SELECT run.id, number, run.status, experiment_id AS "experimentId", experiment.name AS "experimentName",
       run.resource_class_id AS "resourceClassId"
     FROM run JOIN experiment ON experiment.id = experiment_id
     WHERE run.id = $1 AND run.organization_id = $2 FOR NO KEY UPDATE OF run`,
    [runId, viewer.organizationId],
  );
  if (rows[0] === undefined) throw new NotFoundError("run");
  return rows[0];
}

/** Why the place is held. A second statement: a release that this waited for is seen. */
async function heldFor(client: pg.PoolClient, run: EndedRun): Promise<string> {
  if (!isTerminal(run.status))
    throw new NotAllowedError("The run has not ended. Stop it: its place becomes free when it has ended.");
  const { rows } = await client.query<{ reason: string | null; isReleased: boolean; isDeleted: boolean }>(
    `SELECT (SELECT quarantined_reason FROM lease WHERE run_id = $1) AS reason,
       EXISTS (SELECT FROM outbox WHERE dedupe_key = 'release-place/' || $1) AS "isReleased",
       EXISTS (SELECT FROM resource_class WHERE id = $2 AND deleted_at IS NOT NULL) AS "isDeleted"`,
    [run.id, run.resourceClassId],
  );
  const { reason, isReleased, isDeleted } = rows[0]!;
  if (isReleased) throw new NotAllowedError("The place of this run was released before.");
  if (reason === null) throw new NotAllowedError("The run holds no place: it is free already.");
  if (isDeleted) throw new NotAllowedError("The run holds no place: its resource class is deleted.");
  return reason;
}
