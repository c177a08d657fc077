import { z } from "zod";

const port = z.coerce.number().int().min(0).max(65_535);
const schema = z.object({
  DATABASE_URL: z.string().min(1),
  TEMPORAL_ADDRESS: z.string().min(1),
  ARENA_TEMPORAL_VERSION: z.string().default("unknown"),
  PORT: port.default(4000),
  HOST: z.string().default("127.0.0.1"),
  ARENA_PUBLIC_URL: z.url().optional(),
  ARENA_DATA: z.string().min(1),
  ARENA_SECRET_FILE: z.string().min(1),
  ARENA_WEB_HANDLER: z.string().optional(),
  ARENA_COMPONENTS: z
    .string()
    .default("{}")
    .transform((text, context) => parseJson(text) ?? context.addIssue("must be JSON"))
    .pipe(z.record(z.string(), z.url())),
  NODE_ENV: z.string().default("production"),
});

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export interface Environment {
  readonly databaseUrl: string;
  readonly temporalAddress: string;
  readonly temporalVersion: string;
  readonly port: number;
  readonly host: string;
  readonly publicUrl: string;
  readonly dataDir: string;
  readonly secretFile: string;
  readonly webHandler: string | null;
  /** Health addresses of the other components, by name. */
  readonly components: Readonly<Record<string, string>>;
  readonly isDevelopment: boolean;
}

/** The only place that reads `process.env`; a wrong value ends the start with the variable's name. */
export function readEnvironment(variables: NodeJS.ProcessEnv): Environment {
  const parsed = schema.safeParse(variables);
  if (!parsed.success) throw new Error(z.prettifyError(parsed.error));
  const value = parsed.data;
  return {
    databaseUrl: value.DATABASE_URL,
    temporalAddress: value.TEMPORAL_ADDRESS,
    temporalVersion: value.ARENA_TEMPORAL_VERSION,
    port: value.PORT,
    host: value.HOST,
    publicUrl: value.ARENA_PUBLIC_URL ?? `http://localhost:${value.PORT}`,
    dataDir: value.ARENA_DATA,
    secretFile: value.ARENA_SECRET_FILE,
    webHandler: value.ARENA_WEB_HANDLER ?? null,
    components: value.ARENA_COMPONENTS,
    isDevelopment: value.NODE_ENV === "development",
  };
}
