import { z } from "zod";
import type { CheckEvent } from "../domain/environment/workshop.ts";

const text = z.string().max(20_000);
const number = z.number();

const event = z.discriminatedUnion("type", [
  z.object({ type: z.literal("isolation"), network: z.boolean(), warnings: z.array(text) }),
  z.object({ type: z.literal("entry_points"), entry_points: z.array(text).max(1_000), faults: z.array(text) }),
  z.object({
    type: z.literal("check"),
    check: z.string().max(100),
    result: z.object({ success: z.boolean(), warnings: z.array(text), error: text.nullable() }),
  }),
  z.object({ type: z.literal("facts") }).catchall(z.union([text, number])),
  z.object({ type: z.literal("rollouts") }).catchall(number),
  z.object({
    type: z.literal("profile"),
    steps_per_second: number,
    avg_cpu_per_env: number,
    peak_cpu_per_env: number,
    memory_per_env_gb: number,
  }),
  z.object({ type: z.literal("warning"), message: text }),
  z.object({ type: z.literal("end"), success: z.boolean(), seconds: number, output: text, output_bytes: number }),
]);

/** Null: not one of ours. The checked code shares a process with what reports, so nothing it says is taken on trust. */
export function readCheckEvent(line: string): CheckEvent | null {
  const parsed = event.safeParse(parse(line));
  if (!parsed.success) return null;
  const said = parsed.data;
  switch (said.type) {
    case "entry_points":
      return { type: "entry_points", entryPoints: said.entry_points, faults: said.faults };
    case "facts": {
      const { type, ...facts } = said;
      return { type, facts: facts as Record<string, string | number> };
    }
    case "rollouts": {
      const { type, ...summary } = said;
      return { type, summary: summary as Record<string, number> };
    }
    case "profile": {
      const { type, ...profile } = said;
      return { type, profile };
    }
    case "end":
      return { ...said, output: said.output.replaceAll("\0", ""), outputBytes: said.output_bytes };
    default:
      return said;
  }
}

function parse(line: string): unknown {
  try {
    // A NUL can neither be stored nor shown.
    return JSON.parse(line.replaceAll("\\u0000", ""));
  } catch {
    return undefined;
  }
}
