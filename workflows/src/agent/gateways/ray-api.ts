import { readFileSync } from "node:fs";
import * as z from "zod";
import { requestText } from "./http-request.ts";

const ANSWER_WITHIN_MS = 10_000;

export const JOB_STATES = ["PENDING", "RUNNING", "STOPPED", "SUCCEEDED", "FAILED"] as const;
const jobSchema = z.object({
  status: z.enum(JOB_STATES),
  message: z.string().nullish(),
  driver_node_id: z.string().nullish(),
});
export type RayJob = z.infer<typeof jobSchema>;

const nodesSchema = z.object({
  data: z.object({
    result: z.object({
      result: z.array(
        z.object({
          node_id: z.string(),
          node_ip: z.string(),
          node_name: z.string().nullish(),
          is_head_node: z.boolean(),
          state: z.string(),
          resources_total: z.record(z.string(), z.number()).default({}),
        }),
      ),
    }),
  }),
});

export interface RayNode {
  readonly id: string;
  readonly address: string;
  readonly name: string | null;
  readonly isHead: boolean;
  readonly alive: boolean;
  readonly cpus: number;
  readonly gpus: number;
  readonly memoryBytes: number;
}

/** Fields are Ray's. */
export interface RayJobRequest {
  readonly submission_id: string;
  readonly entrypoint: string;
  readonly entrypoint_num_cpus?: number;
  readonly entrypoint_num_gpus?: number;
  readonly entrypoint_memory?: number;
  readonly entrypoint_resources?: Readonly<Record<string, number>>;
  readonly metadata: Readonly<Record<string, string>>;
  readonly runtime_env: { readonly env_vars: Readonly<Record<string, string>> };
}

/** Ray's Jobs API over HTTP, as version 2.60 speaks it. Every call throws when there was no clear answer in time. */
export class RayApi {
  readonly #address: string;
  readonly #tokenPath: string;
  readonly #signal: AbortSignal;

  constructor(address: string, tokenPath: string, signal: AbortSignal) {
    this.#address = address;
    this.#tokenPath = tokenPath;
    this.#signal = signal;
  }

  /** A throw does not mean that the job is not there: ask for it, before anything else. */
  async submit(request: RayJobRequest): Promise<void> {
    await this.#ask("POST", "/api/jobs/", request);
  }

  /** Null when Ray knows of no such job. */
  async job(submissionId: string): Promise<RayJob | null> {
    const text = await this.#ask("GET", jobPath(submissionId));
    return text === null ? null : jobSchema.parse(JSON.parse(text));
  }

  /** Asks for it only: STOPPED, and what is answered here, prove nothing of the job's processes. */
  async stop(submissionId: string): Promise<void> {
    await this.#ask("POST", `${jobPath(submissionId)}/stop`);
  }

  /** Of a job that has ended; Ray refuses it for others. */
  async delete(submissionId: string): Promise<void> {
    await this.#ask("DELETE", jobPath(submissionId));
  }

  async nodes(): Promise<RayNode[]> {
    const text = await this.#ask("GET", "/api/v0/nodes?limit=10000");
    const { data } = nodesSchema.parse(JSON.parse(text ?? "null"));
    return data.result.result.map((node) => ({
      id: node.node_id,
      address: node.node_ip,
      name: node.node_name ?? null,
      isHead: node.is_head_node,
      alive: node.state === "ALIVE",
      cpus: node.resources_total.CPU ?? 0,
      gpus: node.resources_total.GPU ?? 0,
      memoryBytes: Math.floor(node.resources_total.memory ?? 0),
    }));
  }

  async isHealthy(): Promise<boolean> {
    return this.#ask("GET", "/api/gcs_healthz").then(
      (text) => text?.includes("success") ?? false,
      () => false,
    );
  }

  /** Null for 404. The token is read each time: it may have been replaced. */
  async #ask(method: string, path: string, body?: unknown): Promise<string | null> {
    const { status, text } = await requestText({
      method,
      url: `${this.#address}${path}`,
      headers: {
        authorization: `Bearer ${readFileSync(this.#tokenPath, "utf8").trim()}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.any([this.#signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]),
    });
    if (status >= 200 && status < 300) return text;
    if (status === 404) return null;
    throw new Error(`Ray answered ${status} to ${method} ${path}: ${lastLineOf(text)}`);
  }
}

const jobPath = (submissionId: string): string => `/api/jobs/${encodeURIComponent(submissionId)}`;

/** Errors come as Python's traces: what went wrong stands at their end. */
function lastLineOf(text: string): string {
  const lines = text.split("\n").filter((line) => line.trim().length > 1);
  return (lines.at(-1) ?? "").slice(0, 300);
}
