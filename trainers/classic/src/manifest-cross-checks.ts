import { LATE_SHARE } from "./agents/learning-rate.ts";
import type { AlgorithmName } from "./catalogue.ts";
import type { Findings, Section } from "./resolve-manifest.ts";

const NO_EFFECT = "Has no effect: this trainer trains one agent (pop_size 1).";

/** Checks that need more than one key; also fills in the defaults that follow from others. */
export function checkAcross(
  manifest: Section,
  given: Section,
  algorithm: AlgorithmName | null,
  findings: Findings,
): void {
  const training = manifest.training as Section;
  fitDefaults(manifest, given);
  checkTraining(training, given, findings);
  checkPopulation(training, manifest, findings);
  checkEnvironments(manifest, findings);
  checkSchedule(manifest, findings);
  if (algorithm === "PPO") checkPpo(manifest, findings);
  if (algorithm === "DQN") checkDqn(manifest, findings);
}

/** A default gives way where it would clash with a value that was said. */
function fitDefaults(manifest: Section, given: Section): void {
  const lower = (section: string, key: string, limit: unknown): void => {
    const target = manifest[section] as Section | undefined;
    const said = (given[section] as Section | null | undefined)?.[key];
    if (target === undefined || !isNumber(target[key]) || !isNumber(limit)) return;
    if (said === undefined || said === null) target[key] = Math.min(target[key], limit);
  };
  const algorithm = manifest.algorithm as Section;
  lower("training", "eps_end", (manifest.training as Section).eps_start);
  if (algorithm.name === "PPO") lower("algorithm", "batch_size", algorithm.learn_step);
  else lower("algorithm", "batch_size", (manifest.replay_buffer as Section | undefined)?.max_size);
}

function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

function checkTraining(training: Section, given: Section, findings: Findings): void {
  const { max_steps: maxSteps, evo_steps: evoSteps } = training;
  if (isNumber(maxSteps)) {
    // Once resolved it stays: a resumed run whose target is moved goes on along the curve that it began.
    training.schedule_steps ??= maxSteps;
    if (evoSteps === undefined) training.evo_steps = Math.min(10_000, maxSteps);
    else if (isNumber(evoSteps) && evoSteps > maxSteps) {
      findings.refuse("training.evo_steps", `must be at most training.max_steps (${maxSteps})`);
    }
  }
  const said = (given.training ?? {}) as Section;
  const saysInterval = said.evaluation_interval !== undefined && said.evaluation_interval !== null;
  // Whoever sets the length of a generation expects an evaluation at the end of each.
  if (!saysInterval && isNumber(evoSteps)) training.evaluation_interval = evoSteps;
  const { eps_start: start, eps_end: end } = training;
  if (isNumber(start) && isNumber(end) && start < end) {
    findings.refuse("training.eps_start", `must be at least training.eps_end (${end})`);
  }
}

function checkSchedule(manifest: Section, findings: Findings): void {
  const { max_steps: maxSteps, schedule_steps: scheduleSteps } = manifest.training as Section;
  if ((manifest.algorithm as Section).lr_schedule !== "linear") return;
  if (!isNumber(maxSteps) || !isNumber(scheduleSteps) || scheduleSteps >= maxSteps) return;
  findings.warn(
    "training.schedule_steps",
    `The learning rate falls until step ${scheduleSteps}; from there to training.max_steps (${maxSteps}) it stays at ${LATE_SHARE} of algorithm.lr.`,
  );
}

function checkPopulation(training: Section, manifest: Section, findings: Findings): void {
  if (training.hpo === true) findings.warn("training.hpo", NO_EFFECT);
  if (training.experience_sharing === true) findings.warn("training.experience_sharing", NO_EFFECT);
  const mutation = manifest.mutation;
  if (typeof mutation === "object" && mutation !== null && Object.keys(mutation).length > 0)
    findings.warn("mutation", NO_EFFECT);
}

function checkEnvironments(manifest: Section, findings: Findings): void {
  const { algorithm, environment } = manifest as Record<string, Section>;
  const inner = algorithm?.num_envs;
  if (inner !== undefined && inner !== environment?.num_envs) {
    findings.refuse("algorithm.num_envs", "must equal environment.num_envs");
  }
}

function checkPpo(manifest: Section, findings: Findings): void {
  const algorithm = manifest.algorithm as Section;
  if (algorithm.share_encoders === true) {
    findings.warn("algorithm.share_encoders", "Has no effect: policy and value have a network each.");
  }
  const { batch_size: batch, learn_step: learn } = algorithm;
  if (isNumber(batch) && isNumber(learn) && batch > learn) {
    findings.warn("algorithm.batch_size", `Larger than algorithm.learn_step (${learn}): one batch takes them all.`);
  }
}

function checkDqn(manifest: Section, findings: Findings): void {
  const batch = (manifest.algorithm as Section).batch_size;
  const size = (manifest.replay_buffer as Section | undefined)?.max_size;
  if (isNumber(batch) && isNumber(size) && batch > size) {
    findings.refuse("algorithm.batch_size", `must be at most replay_buffer.max_size (${size})`);
  }
}
