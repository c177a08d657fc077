import type pg from "pg";
import { setTimeout as pause } from "node:timers/promises";
import type { ClusterCheck } from "../contract/cluster-check.ts";
import { PROBE_WITHIN_MS, probeFactsSchema, type ProbeFacts } from "../contract/cluster-probe.ts";
import type { ProofRequest } from "../flows/cluster-activities-contract.ts";
import { checkCluster, type ServerFacts } from "../proof/check-cluster.ts";
import type { ClusterShape } from "../proof/ray-node-fits.ts";
import type { InstallerContext } from "./installer-context.ts";
import { findPathMtu } from "./find-path-mtu.ts";

/** Of a cluster that was there before, the agent is. */
const AGENT_WITHIN_MS = 15_000;
const LOOK_MS = 500;
const FOLLOW_MS = 8_000;

interface Row extends Omit<ClusterShape, "memoryBytes"> {
  readonly memoryBytes: string | null;
  readonly tunnelAddress: string | null;
  readonly handshakeAgeMs: number | null;
  readonly epoch: number | null;
  readonly heartbeatAgeMs: number | null;
  readonly askedAgeMs: number | null;
  readonly answeredAt: Date | null;
  readonly facts: unknown;
  /** Alive, as its agent reports whenever that changes and each minute; null when it has not. */
  readonly workers: number | null;
}

/** Null: not known yet. Asks the class's agent to look, waits for what it found, and holds it against the class. */
export async function advanceProof(
  { pool, agentWithinMs }: InstallerContext,
  request: ProofRequest,
  signal: AbortSignal,
): Promise<readonly ClusterCheck[] | null> {
  const until = Date.now() + FOLLOW_MS;
  for (;;) {
    const row = await look(pool, request);
    const isLate = isOverdue(row, request, agentWithinMs);
    if (isConnected(row) && row.askedAgeMs === null && (isLate || mayBeWhole(row, request))) await ask(pool, request);
    else if (row.answeredAt !== null || isLate) return conclude(pool, request, row);
    if (Date.now() >= until || signal.aborted) return null;
    await pause(LOOK_MS);
  }
}

const isConnected = ({ heartbeatAgeMs }: Row): boolean => heartbeatAgeMs !== null && heartbeatAgeMs < 10_000;

/** Workers of a stack that was just deployed may still pull their image when the head has come up. */
const mayBeWhole = ({ workers, nodes }: Row, { operation }: ProofRequest): boolean =>
  operation.kind !== "INSTALL" || (workers !== null && workers >= nodes);

function isOverdue({ askedAgeMs }: Row, { operation, startedAt }: ProofRequest, agentWithinMs: number): boolean {
  if (askedAgeMs !== null) return askedAgeMs > PROBE_WITHIN_MS + 15_000;
  const withinMs = operation.kind === "INSTALL" ? agentWithinMs : Math.min(agentWithinMs, AGENT_WITHIN_MS);
  return Date.now() - Date.parse(startedAt) > withinMs;
}

async function look(pool: pg.Pool, { operation, proofId }: ProofRequest): Promise<Row> {
  const { rows } = await pool.query<Row>(
    `SELECT c.nodes, c.cpus, c.gpus, c.memory_bytes AS "memoryBytes", host(k.tunnel_address) AS "tunnelAddress",
       extract(epoch FROM now() - k.last_handshake_at)::float8 * 1000 AS "handshakeAgeMs", h.epoch,
       extract(epoch FROM now() - h.last_heartbeat_at)::float8 * 1000 AS "heartbeatAgeMs",
       extract(epoch FROM now() - p.asked_at)::float8 * 1000 AS "askedAgeMs", p.answered_at AS "answeredAt", p.facts,
       jsonb_array_length(jsonb_path_query_array(r.report, '$.nodes[*] ? (@.alive == true && @.isHead == false)')) AS workers
     FROM resource_class c
     LEFT JOIN LATERAL (SELECT * FROM cluster_key WHERE resource_class_id = c.id AND revoked_at IS NULL ORDER BY generation DESC LIMIT 1) k ON true
     LEFT JOIN LATERAL (SELECT * FROM agent_home WHERE resource_class_id = c.id ORDER BY last_heartbeat_at DESC LIMIT 1) h ON true
     LEFT JOIN cluster_probe p ON p.id = $2
     LEFT JOIN cluster_report r ON r.resource_class_id = c.id AND r.at > now() - interval '90 seconds'
     WHERE c.id = $1`,
    [operation.resourceClassId, proofId],
  );
  if (rows[0] === undefined) throw new Error(`There is no class ${operation.resourceClassId}`);
  return rows[0];
}

async function ask(pool: pg.Pool, { operation, proofId }: ProofRequest): Promise<void> {
  await pool.query("INSERT INTO cluster_probe (id, resource_class_id) VALUES ($1, $2) ON CONFLICT DO NOTHING", [
    proofId,
    operation.resourceClassId,
  ]);
}

async function conclude(pool: pg.Pool, request: ProofRequest, row: Row): Promise<readonly ClusterCheck[]> {
  const { operation, proofId } = request;
  const parsed = probeFactsSchema.safeParse(row.facts);
  const facts: ProbeFacts | null = parsed.success ? parsed.data : null;
  const server: ServerFacts = {
    handshakeAgeMs: row.handshakeAgeMs,
    agent: row.epoch === null ? null : { epoch: row.epoch, heartbeatAgeMs: row.heartbeatAgeMs ?? Infinity },
    agentSkewMs: facts === null || row.answeredAt === null ? null : Date.parse(facts.at) - row.answeredAt.getTime(),
    pathMtu: await findPathMtu(row.tunnelAddress),
  };
  const shape = { ...row, memoryBytes: row.memoryBytes === null ? null : Number(row.memoryBytes) };
  const checks = checkCluster(server, facts, shape);
  await pool.query(
    `INSERT INTO cluster_proof (id, operation_id, resource_class_id, checks, passed) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
    [
      proofId,
      operation.operationId,
      operation.resourceClassId,
      JSON.stringify(checks),
      checks.every(({ outcome }) => outcome !== "FAILED"),
    ],
  );
  return checks;
}
