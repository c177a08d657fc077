import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { CATALOGUE } from "../src/catalogue.ts";
import type { AlgorithmName, EnvironmentName } from "../src/catalogue.ts";
import { bareStepsPerSecond, trainingStepsPerSecond } from "./measure-steps.ts";
import type { Effort } from "./measure-steps.ts";

export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly floor?: { readonly name: string; readonly value: number };
}

const USUAL: Effort = { measureMs: 2_000, warmUpSteps: 5_000 };
const FILE = fileURLToPath(import.meta.url);
const CHILD = "--one";
const execute = promisify(execFile);

interface Pair {
  readonly steps: number;
  readonly bare: number;
}

/**
 * Environment steps a second of each algorithm on each environment. Each pair has a process of its own, as a run has:
 * code that has met one environment only is compiled for that one.
 */
export async function benchTrainer(effort: Effort = USUAL): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const algorithm of CATALOGUE.algorithms) {
    for (const environment of CATALOGUE.environments) {
      if (!environment.algorithms.includes(algorithm.name)) continue;
      const { steps, bare } = await measureApart(algorithm.name, environment.name, effort);
      figures.push({
        name: `${algorithm.name} on ${environment.name}`,
        value: Math.round(steps),
        unit: "steps/s",
        floor: { name: "environment alone, random actions", value: Math.round(bare) },
      });
    }
  }
  return figures;
}

async function measureApart(algorithm: AlgorithmName, environment: EnvironmentName, effort: Effort): Promise<Pair> {
  const command = [FILE, CHILD, algorithm, environment, JSON.stringify(effort)];
  const { stdout } = await execute(process.execPath, command);
  return JSON.parse(stdout) as Pair;
}

async function measureHere([algorithm, environment, effort]: string[]): Promise<void> {
  const given = JSON.parse(effort ?? "null") as Effort;
  const bare = await bareStepsPerSecond(environment as EnvironmentName, given);
  const steps = await trainingStepsPerSecond(algorithm as AlgorithmName, environment as EnvironmentName, given);
  process.stdout.write(JSON.stringify({ steps, bare } satisfies Pair));
}

async function printTable(measureMs: number): Promise<void> {
  console.log("| figure | steps/s | environment alone, random actions |\n|---|---:|---:|");
  for (const { name, value, floor } of await benchTrainer({ ...USUAL, measureMs })) {
    console.log(`| ${name} | ${value.toLocaleString("en-US")} | ${floor?.value.toLocaleString("en-US") ?? ""} |`);
  }
}

/** Usage: node trainers/classic/bench/steps.ts [milliseconds to measure each] */
if (process.argv[1] === FILE) {
  if (process.argv[2] === CHILD) await measureHere(process.argv.slice(3));
  else await printTable(Number(process.argv[2] ?? USUAL.measureMs));
}
