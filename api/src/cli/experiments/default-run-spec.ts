import { checkManifest, underManifest } from "../../domain/experiment/check-manifest.ts";
import { ValidationError } from "../../domain/errors.ts";
import { json } from "../answer.ts";
import { notOffered } from "../client-error.ts";
import type { Endpoint } from "../endpoint.ts";
import { ofClient } from "./client-manifest.ts";

const SECTIONS = [
  "algorithm",
  "environment",
  "mutation",
  "network",
  "replay_buffer",
  "tournament_selection",
  "training",
];

/** What a run of this algorithm in this environment would use if nothing else is said; of the newer client's library. */
export const defaultRunSpec: Endpoint = {
  method: "GET",
  path: "/api/cli/v1/experiments/run-spec/default",
  permission: "experiment:read",
  async handle({ query }) {
    if (query.has("datasetName") || query.has("pretrainedModelNameOrPath")) {
      throw notOffered("Training on datasets and of language models is");
    }
    const algorithm = query.text("algorithm");
    const environment = query.optionalText("gymEnv") ?? "CartPole-v1";
    const field = query.optionalText("field");
    if (field !== null && !SECTIONS.includes(field)) {
      throw new ValidationError([{ path: "field", message: `must be one of ${SECTIONS.join(", ")}` }]);
    }
    const { manifest, errors } = checkManifest(
      ofClient({ algorithm: { name: algorithm }, environment: { name: environment } }),
    ).resolution;
    if (manifest === null) throw new ValidationError(underManifest(errors));
    return Promise.resolve(json(field === null ? manifest : (manifest[field] ?? {})));
  },
};
