import { checkDescription } from "../check-name.ts";
import { ValidationError, type FieldFault } from "../errors.ts";
import { checkClassName } from "./check-class-name.ts";
import { readMemory } from "./memory.ts";

/** What a person gives. Left out: the default, or as it was. Null: the worker takes the whole host. */
export interface GivenShape {
  readonly name?: string;
  readonly enabled?: boolean;
  readonly description?: string;
  readonly nodes?: number;
  readonly cpus?: number | null;
  readonly gpus?: number | null;
  /** Free text, such as `32 GB`. */
  readonly memory?: string | null;
}

export interface Shape {
  readonly name: string;
  readonly enabled: boolean;
  readonly description: string;
  readonly nodes: number;
  readonly cpus: number | null;
  readonly gpus: number | null;
  readonly memoryBytes: number | null;
}

export const DEFAULT_SHAPE: Omit<Shape, "name" | "nodes"> = {
  enabled: true,
  description: "",
  cpus: 8,
  gpus: 0,
  memoryBytes: 64 * 2 ** 30,
};

/** All faults at once. */
export function checkShape(given: GivenShape, before: Omit<Shape, "name" | "nodes"> & Partial<Shape>): Shape {
  const faults: FieldFault[] = [];
  const collected = <T>(work: () => T): T | undefined => {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof ValidationError)) throw error;
      faults.push(...error.fields);
      return undefined;
    }
  };
  const name = given.name === undefined ? before.name : collected(() => checkClassName(given.name!));
  const nodes = given.nodes ?? before.nodes;
  const memory = given.memory;
  const shape = {
    enabled: given.enabled ?? before.enabled,
    description:
      given.description === undefined
        ? before.description
        : (collected(() => checkDescription(given.description!)) ?? ""),
    cpus: given.cpus === undefined ? before.cpus : given.cpus,
    gpus: given.gpus === undefined ? before.gpus : given.gpus,
    memoryBytes: memory === undefined ? before.memoryBytes : collected(() => readMemory(memory)),
  };
  if (nodes === undefined) faults.push({ path: "nodes", message: "must be given" });
  else faults.push(...faultsOf("nodes", nodes, 1, 10_000));
  if (shape.cpus !== null) faults.push(...faultsOf("cpus", shape.cpus, 1, 4_096));
  if (shape.gpus !== null) faults.push(...faultsOf("gpus", shape.gpus, 0, 1_024));
  if (faults.length > 0) throw new ValidationError(faults);
  return { ...shape, name: name!, nodes: nodes!, memoryBytes: shape.memoryBytes! ?? null };
}

function faultsOf(path: string, value: number, least: number, most: number): FieldFault[] {
  if (Number.isInteger(value) && value >= least && value <= most) return [];
  return [{ path, message: `must be a whole number from ${least} to ${most.toLocaleString("en")}` }];
}
