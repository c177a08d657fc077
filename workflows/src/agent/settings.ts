import { fileURLToPath } from "node:url";
import * as z from "zod";
import type { LaunchRecord } from "../launcher/run-records.ts";
import type { ProbeSettings } from "./probe/probes.ts";

export interface AgentSettings {
  /** HTTP base of the api. */
  readonly url: string;
  readonly token: string;
  readonly home: string;
  /** What runs when an intent names no command. */
  readonly trainerCommand: readonly string[];
  readonly launcherProgram: string;
  /** AUTO: each run in a cgroup of its own where one can be made. OFF where something else owns the host's cgroups. */
  readonly runCgroup: LaunchRecord["cgroup"];
  /** Runs are jobs of this cluster; null: processes of this machine. */
  readonly ray: RaySettings | null;
  /** How a cluster is proven; null: this home has no Ray. */
  readonly rayProbe: ProbeSettings["ray"];
}

export interface RaySettings {
  /** HTTP base of the Jobs API. */
  readonly address: string;
  /** A file with the bearer token. */
  readonly tokenPath: string;
}

const environmentSchema = z.object({
  ARENA_AGENT_URL: z.url({ protocol: /^https?$/ }),
  ARENA_AGENT_TOKEN: z.string().min(1),
  ARENA_AGENT_HOME: z.string().min(1),
  ARENA_TRAINER_COMMAND: z.string().optional(),
  /** The launcher as one file, which starts faster than its sources. */
  ARENA_LAUNCHER_PROGRAM: z.string().optional(),
  ARENA_RUN_CGROUP: z.enum(["AUTO", "OFF"]).default("AUTO"),
  ARENA_RAY_ADDRESS: z.url({ protocol: /^https?$/ }).optional(),
  ARENA_RAY_TOKEN_PATH: z.string().min(1).optional(),
  /** `prove.py`, the Python that has Ray, and a folder that all nodes share. */
  ARENA_PROVE_PROGRAM: z.string().min(1).optional(),
  ARENA_PYTHON: z.string().min(1).default("python3"),
  ARENA_SHARED_DIRECTORY: z.string().min(1).optional(),
});

export function readSettings(environment: NodeJS.ProcessEnv): AgentSettings {
  const parsed = environmentSchema.safeParse(environment);
  if (!parsed.success) throw new Error(`wrong settings: ${z.prettifyError(parsed.error)}`);
  const values = parsed.data;
  return {
    url: values.ARENA_AGENT_URL.replace(/\/+$/, ""),
    token: values.ARENA_AGENT_TOKEN,
    home: values.ARENA_AGENT_HOME,
    trainerCommand: commandOf(values.ARENA_TRAINER_COMMAND),
    launcherProgram: values.ARENA_LAUNCHER_PROGRAM ?? fileURLToPath(new URL("../launcher/main.ts", import.meta.url)),
    runCgroup: values.ARENA_RUN_CGROUP,
    ray: rayOf(values.ARENA_RAY_ADDRESS, values.ARENA_RAY_TOKEN_PATH),
    rayProbe:
      values.ARENA_PROVE_PROGRAM === undefined
        ? null
        : {
            python: values.ARENA_PYTHON,
            program: values.ARENA_PROVE_PROGRAM,
            sharedDirectory: values.ARENA_SHARED_DIRECTORY ?? values.ARENA_AGENT_HOME,
          },
  };
}

function rayOf(address: string | undefined, tokenPath: string | undefined): RaySettings | null {
  if (address === undefined && tokenPath === undefined) return null;
  if (address === undefined || tokenPath === undefined)
    throw new Error("wrong settings: ARENA_RAY_ADDRESS and ARENA_RAY_TOKEN_PATH are given together, or neither is");
  return { address: address.replace(/\/+$/, ""), tokenPath };
}

/** A JSON array, or words between spaces. */
function commandOf(text: string | undefined): string[] {
  if (text === undefined || text.trim() === "") {
    return [process.execPath, fileURLToPath(new URL("../../../trainers/classic/src/main.ts", import.meta.url))];
  }
  if (text.trim().startsWith("[")) return z.array(z.string()).min(1).parse(JSON.parse(text));
  return text.trim().split(/\s+/);
}
