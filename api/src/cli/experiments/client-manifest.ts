import { ValidationError } from "../../domain/errors.ts";

type Section = Record<string, unknown>;

/** What the newer client calls them, and what they are here. */
const ALGORITHMS: Readonly<Record<string, Section>> = {
  "Rainbow DQN": { name: "RainbowDQN" },
  "Recurrent PPO": { name: "PPO", recurrent: true },
};
const SECTIONS = [
  "algorithm",
  "environment",
  "training",
  "network",
  "mutation",
  "replay_buffer",
  "tournament_selection",
];
/** The older client sends these whether its user set them or not. */
const OLD_EVALUATION_INTERVAL = 10;
const OLD_NUM_ENVS = 1;

/**
 * The client's manifest, of either dialect, as ours. Values that a client puts in by itself and that say something else
 * here are left out, so that our own defaults take their place; nothing is checked.
 */
export function ofClient(manifest: Section): Section {
  const own: Section = {};
  for (const [key, value] of Object.entries(manifest)) {
    const isEmpty = SECTIONS.includes(key) && isSection(value) && Object.keys(value).length === 0;
    if (!isEmpty) define(own, key, isSection(value) ? { ...value } : value);
  }
  renameAlgorithm(own);
  if (own["apiVersion"] === undefined || own["apiVersion"] === null) withoutOldDefaults(own);
  else withoutNewDefaults(own);
  return own;
}

function renameAlgorithm(manifest: Section): void {
  const { algorithm } = manifest;
  if (!isSection(algorithm)) return;
  const { name } = algorithm;
  if (typeof name === "string" && Object.hasOwn(ALGORITHMS, name)) Object.assign(algorithm, ALGORITHMS[name]);
}

function withoutOldDefaults(manifest: Section): void {
  const { training, algorithm, environment } = manifest;
  // Of language models only, says its source; here it would be ten environment steps.
  if (isSection(training) && training["evaluation_interval"] === OLD_EVALUATION_INTERVAL)
    delete training["evaluation_interval"];
  if (!isSection(algorithm) || algorithm["num_envs"] === undefined) return;
  const said = isSection(environment) ? environment["num_envs"] : undefined;
  if (algorithm["num_envs"] === OLD_NUM_ENVS || said !== undefined) delete algorithm["num_envs"];
  else if (isSection(environment)) environment["num_envs"] = algorithm["num_envs"];
}

/** An unset mutation comes as one that never mutates. */
function withoutNewDefaults(manifest: Section): void {
  const { mutation } = manifest;
  const probabilities = isSection(mutation) ? mutation["probabilities"] : undefined;
  if (!isSection(probabilities) || probabilities["no_mut"] !== 1) return;
  if (Object.entries(probabilities).every(([name, value]) => name === "no_mut" || value === 0)) {
    delete manifest["mutation"];
  }
}

/** `manifest` is an object or, in a multipart body, the text of one. */
export function requireManifest(manifest: Section | null): Section {
  if (manifest !== null) return ofClient(manifest);
  throw new ValidationError([{ path: "manifest", message: "is required" }]);
}

function isSection(value: unknown): value is Section {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Defined, not assigned: a key "__proto__" stays an ordinary key. */
function define(of: Section, key: string, value: unknown): void {
  Object.defineProperty(of, key, { value, enumerable: true, configurable: true, writable: true });
}
