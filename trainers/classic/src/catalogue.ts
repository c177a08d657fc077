/** What this trainer can run. Pure data: the api and the wizard read it to say what fits, before anything is launched. */
export const TRAINER_NAME = "classic";
export const TRAINER_VERSION = "0.1.0";

export const ALGORITHM_NAMES = ["PPO", "DQN"] as const;
export type AlgorithmName = (typeof ALGORITHM_NAMES)[number];

export const ENVIRONMENT_NAMES = ["CartPole-v1", "MountainCar-v0", "Acrobot-v1", "Pendulum-v1"] as const;
export type EnvironmentName = (typeof ENVIRONMENT_NAMES)[number];

export type ActionType = "Discrete" | "Continuous";

export interface CatalogueAlgorithm {
  readonly name: AlgorithmName;
  readonly title: string;
  readonly family: "Classic single-agent";
  readonly actionTypes: readonly ActionType[];
}

export interface CatalogueEnvironment {
  readonly name: EnvironmentName;
  readonly version: string;
  readonly category: "Classic control";
  readonly observationType: "Box";
  readonly observationSize: number;
  readonly actionType: ActionType;
  /** Number of choices when discrete, number of dimensions when continuous. */
  readonly actionSize: number;
  readonly maxEpisodeSteps: number;
  readonly algorithms: readonly AlgorithmName[];
}

const environment = (
  name: EnvironmentName,
  observationSize: number,
  actionType: ActionType,
  actionSize: number,
  maxEpisodeSteps: number,
): CatalogueEnvironment => ({
  name,
  version: name.slice(name.lastIndexOf("-") + 1),
  category: "Classic control",
  observationType: "Box",
  observationSize,
  actionType,
  actionSize,
  maxEpisodeSteps,
  algorithms: actionType === "Discrete" ? ["DQN", "PPO"] : ["PPO"],
});

export const CATALOGUE: {
  readonly trainer: { readonly name: string; readonly version: string };
  readonly algorithms: readonly CatalogueAlgorithm[];
  readonly environments: readonly CatalogueEnvironment[];
} = {
  trainer: { name: TRAINER_NAME, version: TRAINER_VERSION },
  algorithms: [
    { name: "PPO", title: "PPO", family: "Classic single-agent", actionTypes: ["Discrete", "Continuous"] },
    { name: "DQN", title: "DQN", family: "Classic single-agent", actionTypes: ["Discrete"] },
  ],
  environments: [
    environment("CartPole-v1", 4, "Discrete", 2, 500),
    environment("MountainCar-v0", 2, "Discrete", 3, 200),
    environment("Acrobot-v1", 6, "Discrete", 3, 500),
    environment("Pendulum-v1", 3, "Continuous", 1, 200),
  ],
};

export function findAlgorithm(name: unknown): CatalogueAlgorithm | undefined {
  return CATALOGUE.algorithms.find((algorithm) => algorithm.name === name);
}

export function findEnvironment(name: unknown): CatalogueEnvironment | undefined {
  return CATALOGUE.environments.find((entry) => entry.name === name);
}
