import { json } from "../answer.ts";
import type { Endpoint } from "../endpoint.ts";
import { findExperiment } from "./find-experiment.ts";

interface Row {
  readonly step: number;
  readonly trainingScore: number | null;
  readonly evaluationScore: number | null;
  readonly sizeBytes: number;
}

/** Newest first. */
export const listCheckpoints: Endpoint = {
  method: "GET",
  path: "/api/cli/v1/experiments/jobs/checkpoints",
  permission: "experiment:read",
  async handle({ command, query }) {
    const experiment = await findExperiment(command, query);
    const { rows } = await command.database.pool.query<Row>(
      `SELECT checkpoint.step, training_score AS "trainingScore", evaluation_score AS "evaluationScore",
         size_bytes AS "sizeBytes"
       FROM checkpoint JOIN run ON run.id = checkpoint.run_id
       WHERE checkpoint.experiment_id = $1 AND state = 'LIVE' ORDER BY run.number DESC, checkpoint.step DESC`,
      [experiment.id],
    );
    return json(
      rows.map(({ step, trainingScore, evaluationScore, sizeBytes }) => ({
        steps: step,
        training_score: trainingScore,
        evaluation_score: evaluationScore,
        size_mb: Math.round(sizeBytes / 10_000) / 100,
      })),
    );
  },
};
