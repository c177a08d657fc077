import * as z from "zod";

/** What the agent of a cluster finds when it is asked to prove that the cluster works. What was not looked at is null. */
export const rayNodeSchema = z.object({
  id: z.string(),
  address: z.string().nullable(),
  isHead: z.boolean(),
  alive: z.boolean(),
  cpus: z.number(),
  gpus: z.number(),
  memoryBytes: z.number(),
});
export const nodeTaskSchema = z.object({
  node: z.string(),
  address: z.string().nullable(),
  host: z.string().nullable(),
  /** The file that was written on the head was read there. */
  read: z.boolean(),
  /** Of the node's clock against the head's, beyond what the way explains. */
  skewMs: z.number().nullable(),
  error: z.string().nullable(),
});
export const probeFactsSchema = z.object({
  epoch: z.int(),
  /** The agent's clock when it answered. */
  at: z.iso.datetime(),
  /** Bytes sent through the tunnel and back. */
  echo: z.object({
    sizeBytes: z.int(),
    milliseconds: z.number().nullable(),
    isEqual: z.boolean(),
    error: z.string().nullable(),
  }),
  /** Null where the agent has no Ray. */
  ray: z
    .object({
      nodes: z.array(rayNodeSchema).max(1_000),
      tasks: z.array(nodeTaskSchema).max(1_000),
      error: z.string().nullable(),
    })
    .nullable(),
});
export type RayNode = z.infer<typeof rayNodeSchema>;
export type NodeTask = z.infer<typeof nodeTaskSchema>;
export type ProbeFacts = z.infer<typeof probeFactsSchema>;

/** How long an agent may look, in milliseconds. */
export const PROBE_WITHIN_MS = 60_000;
