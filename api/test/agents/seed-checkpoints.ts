import { randomUUID } from "node:crypto";
import type pg from "pg";

export interface SeededHome {
  readonly homeId: string;
  readonly resourceClassId: string;
  readonly experimentId: string;
  readonly runId: string;
  readonly organizationId: string;
}

/** A home of a class of its own, with one ended run on it. */
export async function seedHome(pool: pg.Pool): Promise<SeededHome> {
  const [organizationId, projectId, resourceClassId] = [randomUUID(), randomUUID(), randomUUID()];
  const [homeId, experimentId, runId] = [randomUUID(), randomUUID(), randomUUID()];
  const rows: [string, unknown[]][] = [
    ["INSERT INTO organization (id, name, plan) VALUES ($1, 'Lab', 'FREE')", [organizationId]],
    [
      "INSERT INTO project (id, organization_id, name, kind) VALUES ($1, $2, 'Walker', 'CLASSIC')",
      [projectId, organizationId],
    ],
    [
      "INSERT INTO resource_class (id, organization_id, name, slug, kind) VALUES ($1, $2, 'Here', 'here', 'LOCAL')",
      [resourceClassId, organizationId],
    ],
    [
      `INSERT INTO agent_home (id, resource_class_id, machine_id, boot_id, hostname, agent_version)
       VALUES ($1, $2, 'machine', 'boot', 'here', '1')`,
      [homeId, resourceClassId],
    ],
    [
      "INSERT INTO experiment (id, organization_id, project_id, name, manifest) VALUES ($1, $2, $3, 'First', '{}')",
      [experimentId, organizationId, projectId],
    ],
    [
      `INSERT INTO run (id, organization_id, project_id, experiment_id, number, manifest, resource_class_id, max_steps, home_id)
       VALUES ($1, $2, $3, $4, 1, '{}', $5, 1000, $6)`,
      [runId, organizationId, projectId, experimentId, resourceClassId, homeId],
    ],
  ];
  for (const [text, values] of rows) await pool.query(text, values);
  return { homeId, resourceClassId, experimentId, runId, organizationId };
}

export async function seedCheckpoints(pool: pg.Pool, home: SeededHome, count: number): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `INSERT INTO checkpoint (id, run_id, experiment_id, organization_id, home_id, path, step, reason, size_bytes, sha256, contents)
     SELECT gen_random_uuid(), $1, $2, $3, $4, 'step-' || step, step, 'interval', 10, 'x', '{WEIGHTS}'
     FROM generate_series(1, $5::int) AS step RETURNING id`,
    [home.runId, home.experimentId, home.organizationId, home.homeId, count],
  );
  return rows.map(({ id }) => id);
}
