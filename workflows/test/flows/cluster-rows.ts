import { createHash, randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type pg from "pg";
import { CLUSTER_COMMAND_SIGNAL, CLUSTER_WORKFLOWS, clusterWorkflowId } from "../../src/contract/cluster-operation.ts";
import type { ClusterCommand, ClusterOperationInput, StageName } from "../../src/contract/cluster-operation.ts";
import type { WorkflowHandle } from "@temporalio/client";
import type { FlowBed } from "./flow-bed.ts";
import { RunRows } from "./run-rows.ts";

type Order = Pick<ClusterOperationInput, "kind" | "driver" | "hosts"> & { readonly leaveSwarm?: boolean };
interface Seen {
  readonly status: string;
  readonly ended: boolean;
  /** By position. */
  readonly hosts: readonly string[];
}
const PATIENCE_MS = 60_000;
/** Nothing listens there. */
const NOBODY = { address: "127.0.0.1", port: 1 } as const;

/** Also outside a test, where histories are recorded. */
export async function awaitThat(holds: () => Promise<boolean>): Promise<void> {
  const until = Date.now() + PATIENCE_MS;
  while (!(await holds())) {
    if (Date.now() > until) throw new Error(`Not in time: ${holds}`);
    await pause(50);
  }
}

/** An operation on a class of its own, and the rows around it as the api writes them. */
export class ClusterRows {
  readonly input: ClusterOperationInput;
  readonly #bed: FlowBed;
  #reports = 0;

  private constructor(bed: FlowBed, input: ClusterOperationInput) {
    this.#bed = bed;
    this.input = input;
  }

  static async order(bed: FlowBed, { leaveSwarm = false, ...order }: Order): Promise<ClusterRows> {
    const { pool } = bed.database;
    const { organizationId, resourceClassId } = await new RunRows(pool).create({ connected: false });
    const operationId = randomUUID();
    const options = { gpus: false, leaveSwarm, advertiseAddress: null, login: "SSH_AGENT" } as const;
    await pool.query(
      `INSERT INTO cluster_operation (id, resource_class_id, organization_id, kind, driver, options, requested_via)
       VALUES ($1, $2, $3, $4, $5, $6, 'SDK')`,
      [operationId, resourceClassId, organizationId, order.kind, order.driver, options],
    );
    for (const { position, role } of order.hosts)
      await pool.query(
        "INSERT INTO cluster_host (operation_id, position, role, login, address, port) VALUES ($1, $2, $3, 'ada', $4, $5)",
        [operationId, position, role, NOBODY.address, NOBODY.port],
      );
    if (order.driver === "EXTERNAL") await addSetup(pool, resourceClassId, operationId);
    return new ClusterRows(bed, { operationId, resourceClassId, options, ...order });
  }

  get workflowId(): string {
    return clusterWorkflowId(this.input.kind, this.input.operationId);
  }
  get handle(): WorkflowHandle {
    return this.#bed.context.client.workflow.getHandle(this.workflowId);
  }

  /** With a command, that is there before the flow takes its first step. */
  async begin(first?: ClusterCommand): Promise<void> {
    const { client, queues } = this.#bed.context;
    const start = { workflowId: this.workflowId, taskQueue: queues.control, args: [this.input] };
    const name = CLUSTER_WORKFLOWS[this.input.kind];
    if (first === undefined) await client.workflow.start(name, start);
    else await client.workflow.signalWithStart(name, { ...start, signal: CLUSTER_COMMAND_SIGNAL, signalArgs: [first] });
  }

  command(command: ClusterCommand): Promise<void> {
    return this.handle.signal(CLUSTER_COMMAND_SIGNAL, command);
  }

  /** What somebody's scripts say of a stage. */
  async report(position: number, stage: StageName, state: "RUNNING" | "DONE" | "FAILED"): Promise<void> {
    this.#reports += 1;
    await this.#bed.database.pool.query("INSERT INTO cluster_setup_report VALUES ($1, $2, $3, $4, $5, $6)", [
      this.input.operationId,
      this.#reports,
      position,
      stage,
      state,
      Buffer.from(`${stage} is ${state}\n`),
    ]);
  }

  /** Their last word. */
  async endScripts(outcome: "DONE" | "FAILED"): Promise<void> {
    await this.#bed.database.pool.query(
      "UPDATE cluster_setup SET ended_at = now(), outcome = $2 WHERE operation_id = $1",
      [this.input.operationId, outcome],
    );
  }

  async seen(): Promise<Seen> {
    const { rows } = await this.#bed.database.pool.query<Seen>(
      `SELECT status, ended_at IS NOT NULL AS ended,
         ARRAY(SELECT state FROM cluster_host WHERE operation_id = o.id ORDER BY position) AS hosts
       FROM cluster_operation o WHERE id = $1`,
      [this.input.operationId],
    );
    return rows[0]!;
  }

  async until(holds: (seen: Seen) => boolean): Promise<void> {
    await awaitThat(async () => holds(await this.seen()));
  }
}

async function addSetup(pool: pg.Pool, resourceClassId: string, operationId: string): Promise<void> {
  const hash = createHash("sha256").update(operationId).digest("hex");
  await pool.query("INSERT INTO cluster_setup (token_hash, resource_class_id, operation_id) VALUES ($1, $2, $3)", [
    hash,
    resourceClassId,
    operationId,
  ]);
}
