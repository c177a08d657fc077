import { ValidationError } from "../../domain/errors.ts";
import type { GivenShape } from "../../domain/resource-class/check-shape.ts";
import type { Fields } from "../fields.ts";

const SIZE = "metadata.computeResource";
/** The domain's names, in the client's words. */
const PATHS: Readonly<Record<string, string>> = {
  nodes: "num_nodes",
  cpus: `${SIZE}.numCpus`,
  gpus: `${SIZE}.numGpus`,
  memory: `${SIZE}.memoryBytes`,
};

/** What a body says of a class, beside its name; what is left out is left out. */
export function givenShape(body: Fields): Omit<GivenShape, "name"> {
  const size = body.optionalObject("metadata")?.["computeResource"] ?? {};
  if (typeof size !== "object" || Array.isArray(size)) refuse(SIZE, "must be a JSON object");
  const { numCpus, numGpus, memoryBytes } = size as Record<string, unknown>;
  const [nodes, description] = [
    body.optionalInteger("num_nodes", Number.MIN_SAFE_INTEGER),
    body.optionalText("description"),
  ];
  return {
    ...(nodes === null ? {} : { nodes }),
    ...(description === null ? {} : { description }),
    ...(body.has("enabled") ? { enabled: body.boolean("enabled", true) } : {}),
    ...(numCpus === undefined ? {} : { cpus: count(`${SIZE}.numCpus`, numCpus) }),
    ...(numGpus === undefined ? {} : { gpus: count(`${SIZE}.numGpus`, numGpus) }),
    ...(memoryBytes === undefined ? {} : { memory: memoryText(memoryBytes) }),
  };
}

/** Faults of the domain, with the paths that the client's user knows. */
export async function inTheClientsWords<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    throw new ValidationError(error.fields.map(({ path, message }) => ({ path: PATHS[path] ?? path, message })));
  }
}

function count(path: string, value: unknown): number | null {
  return value === null || typeof value === "number" ? value : refuse(path, "must be a whole number, or null");
}

function memoryText(value: unknown): string | null {
  if (value === null || typeof value === "string") return value;
  return refuse(`${SIZE}.memoryBytes`, 'must be a text such as "64 GiB", or null for the whole host');
}

function refuse(path: string, message: string): never {
  throw new ValidationError([{ path, message }]);
}
