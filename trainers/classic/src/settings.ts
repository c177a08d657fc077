import { findEnvironment } from "./catalogue.ts";
import type { CatalogueEnvironment } from "./catalogue.ts";
import type { ResolvedManifest, Section } from "./resolve-manifest.ts";

export interface TrainingSettings {
  readonly maxSteps: number;
  /** Where schedules end, whatever the target. */
  readonly scheduleSteps: number;
  readonly seed: bigint;
  readonly targetScore: number | null;
  readonly evaluationInterval: number;
  readonly evaluationEpisodes: number;
  /** Longest evaluation episode, in steps; the environment's own limit when null. */
  readonly evaluationSteps: number | null;
  readonly reportingInterval: number;
  readonly checkpointInterval: number;
}

/** A resolved manifest as the trainer's own code reads it. */
export interface Settings {
  readonly algorithmName: "PPO" | "DQN";
  readonly environment: CatalogueEnvironment;
  readonly environmentCount: number;
  readonly hiddenSizes: readonly number[];
  readonly activation: "Tanh" | "ReLU";
  readonly training: TrainingSettings;
  readonly algorithm: Section;
  readonly exploration: Section;
  readonly bufferSize: number;
}

export function readSettings(manifest: ResolvedManifest): Settings {
  const training = manifest.training;
  return {
    algorithmName: manifest.algorithm.name,
    environment: findEnvironment(manifest.environment.name)!,
    environmentCount: manifest.environment.num_envs,
    hiddenSizes: manifest.network.hidden_size,
    activation: manifest.network.activation as "Tanh" | "ReLU",
    training: {
      maxSteps: training.max_steps as number,
      scheduleSteps: training.schedule_steps as number,
      seed: BigInt(training.seed as number),
      targetScore: training.target_score as number | null,
      evaluationInterval: training.evaluation_interval as number,
      evaluationEpisodes: training.eval_loop as number,
      evaluationSteps: training.eval_steps as number | null,
      reportingInterval: training.reporting_interval as number,
      checkpointInterval: training.checkpoint_interval as number,
    },
    algorithm: manifest.algorithm,
    exploration: training,
    bufferSize: ((manifest.replay_buffer as Section | undefined)?.max_size as number | undefined) ?? 0,
  };
}
