import * as z from "zod";
import { rayNodeSchema } from "./cluster-probe.ts";

/** What an agent says of its cluster. Null: it could not look. */
export const clusterReportSchema = z.object({
  nodes: z.array(rayNodeSchema).max(1_000).nullable(),
  /** Of the folder that head and workers share. */
  disk: z.object({ freeBytes: z.number(), totalBytes: z.number() }).nullable(),
  /** The last one: the head was told to end. */
  isLeaving: z.boolean().optional(),
});
export type ClusterReport = z.infer<typeof clusterReportSchema>;
