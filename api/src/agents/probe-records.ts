import type pg from "pg";
import { storableJson } from "@arena/database/storable-json";
import type { ClusterReport } from "@arena/workflows/contract/cluster-report";
import type { ProbeFacts } from "@arena/workflows/contract/cluster-probe";

/** What agents are asked to look at. A level: asked again at each registration, until somebody gives it up. */
export class ProbeRecords {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  /** The newest of a class that is not answered; older ones nobody waits for any more. */
  async openOf(resourceClassId: string): Promise<string | null> {
    const { rows } = await this.#pool.query<{ id: string }>(
      `SELECT id FROM cluster_probe WHERE resource_class_id = $1 AND answered_at IS NULL AND asked_at > now() - interval '10 minutes'
       ORDER BY asked_at DESC LIMIT 1`,
      [resourceClassId],
    );
    return rows[0]?.id ?? null;
  }

  /** The newest counts. */
  async report(resourceClassId: string, report: ClusterReport): Promise<void> {
    await this.#pool.query(
      `INSERT INTO cluster_report (resource_class_id, report) VALUES ($1, $2)
       ON CONFLICT (resource_class_id) DO UPDATE SET report = $2, at = now()`,
      [resourceClassId, storableJson(report)],
    );
  }

  /** Once: a second answer changes nothing, nor does one for another class. */
  async answer(resourceClassId: string, probeId: string, facts: ProbeFacts): Promise<void> {
    await this.#pool.query(
      "UPDATE cluster_probe SET answered_at = now(), facts = $3 WHERE id = $1 AND resource_class_id = $2 AND answered_at IS NULL",
      [probeId, resourceClassId, storableJson(facts)],
    );
  }
}
