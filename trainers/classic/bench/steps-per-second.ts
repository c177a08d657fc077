import { CATALOGUE } from "../src/catalogue.ts";
import { resolveManifest } from "../src/defaults.ts";
import { EnvironmentSlot } from "../src/environments/environment-slot.ts";
import { Training } from "../src/training.ts";

/** Environment steps a second on one core, with defaults; beside it the floor, the environment with a fixed action. */
const MEASURE_MS = Number(process.argv[2] ?? 3_000);

function bareStepsPerSecond(name: (typeof CATALOGUE.environments)[number]["name"]): number {
  const slot = new EnvironmentSlot(name, 0n);
  const startedMs = performance.now();
  let steps = 0;
  while (performance.now() - startedMs < MEASURE_MS / 3) {
    for (let i = 0; i < 1_000; i += 1) {
      slot.step(1);
      if (slot.terminated || slot.truncated) slot.reset();
    }
    steps += 1_000;
  }
  return (steps * 1_000) / (performance.now() - startedMs);
}

function trainingStepsPerSecond(algorithm: string, environment: string): number {
  const { manifest } = resolveManifest({ algorithm: { name: algorithm }, environment: { name: environment } });
  const silent = { metrics: (): void => undefined, log: (): void => undefined };
  const training = new Training(manifest!, silent);
  // Compiled code and, for DQN, a buffer full enough to learn from.
  while (training.step < 5_000) training.advance();
  const from = training.step;
  const startedMs = performance.now();
  while (!training.finished && performance.now() - startedMs < MEASURE_MS) training.advance();
  return ((training.step - from) * 1_000) / (performance.now() - startedMs);
}

console.log("| algorithm | environment | steps a second | environment alone |");
console.log("|---|---|---:|---:|");
for (const { name, algorithms } of CATALOGUE.environments) {
  const bare = bareStepsPerSecond(name);
  for (const algorithm of algorithms) {
    const steps = trainingStepsPerSecond(algorithm, name);
    console.log(`| ${algorithm} | ${name} | ${Math.round(steps)} | ${Math.round(bare)} |`);
  }
}
