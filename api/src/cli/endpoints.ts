import { capabilities } from "./capabilities/capabilities.ts";
import type { Endpoint } from "./endpoint.ts";
import { CHECKING_ENDPOINTS } from "./environments/check-environments.ts";
import { KEEPING_ENDPOINTS } from "./environments/keep-environments.ts";
import { defaultRunSpec } from "./experiments/default-run-spec.ts";
import { listCheckpoints } from "./experiments/list-checkpoints.ts";
import { listExperiments } from "./experiments/list-experiments.ts";
import { readMetrics } from "./experiments/read-metrics.ts";
import { resumeExperiment } from "./experiments/resume-experiment.ts";
import { stopExperiment } from "./experiments/stop-experiment.ts";
import { submitExperiment } from "./experiments/submit-experiment.ts";
import { NOT_OFFERED } from "./not-offered/not-offered.ts";
import { createProject } from "./projects/create-project.ts";
import { CLASS_ENDPOINTS } from "./on-prem/classes.ts";
import { deploymentSetup } from "./on-prem/deployment-setup.ts";
import { PROVIDER_ENDPOINTS } from "./on-prem/provider.ts";
import { deleteProject } from "./projects/delete-project.ts";
import { listProjects } from "./projects/list-projects.ts";
import { listResources } from "./resources/list-resources.ts";
import { credits } from "./users/credits.ts";
import { currentUser } from "./users/current-user.ts";

/** Everything that the published command-line client can ask for. */
export const ENDPOINTS: readonly Endpoint[] = [
  capabilities,
  currentUser,
  credits,
  listResources,
  listProjects,
  createProject,
  deleteProject,
  submitExperiment,
  listExperiments,
  stopExperiment,
  resumeExperiment,
  listCheckpoints,
  readMetrics,
  defaultRunSpec,
  ...KEEPING_ENDPOINTS,
  ...CHECKING_ENDPOINTS,
  ...PROVIDER_ENDPOINTS,
  ...CLASS_ENDPOINTS,
  deploymentSetup,
  ...NOT_OFFERED,
];
