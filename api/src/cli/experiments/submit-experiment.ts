import { checkEnvironment } from "../../domain/experiment/check-environment.ts";
import { checkManifest, underManifest } from "../../domain/experiment/check-manifest.ts";
import { submitExperiment as submit } from "../../domain/experiment/submit-experiment.ts";
import { ValidationError, type FieldFault } from "../../domain/errors.ts";
import { lines, type StreamLine } from "../answer.ts";
import type { Call, Endpoint } from "../endpoint.ts";
import { findProject } from "../projects/find-project.ts";
import { chooseClass } from "../resources/choose-class.ts";
import { experimentName } from "./experiment-name.ts";
import { requireManifest } from "./client-manifest.ts";

const STAGE = "submit";
const info = (message: string, dimmed = false): StreamLine => ({
  kind: "status",
  stage: STAGE,
  status: "running",
  level: dimmed ? "secondary-info" : "info",
  message,
});
const warning = (message: string): StreamLine => ({
  kind: "warning",
  stage: STAGE,
  status: "running",
  level: "warning",
  message,
});

/** Whatever is wrong is an HTTP error, since it is found before anything starts; then the messages are streamed. */
export const submitExperiment: Endpoint = {
  method: "POST",
  path: "/api/cli/v1/experiments/jobs/submit",
  permission: "experiment:train",
  async handle(call) {
    const { command, body } = call;
    const manifest = requireManifest(body.optionalObject("manifest"));
    const { resolution, warnings } = checkManifest(manifest);
    if (resolution.manifest === null) {
      await checkEnvironment(command.database.pool, command, manifest);
      throw new ValidationError(underManifest(resolution.errors));
    }
    const nodes = body.optionalInteger("num_nodes", 1);
    const project = await findProject(command, body.optionalText("project"));
    const resource = await chooseClass(command, resourceIdOf(call));
    const name = body.optionalText("experiment_name")?.trim() ?? experimentName(resolution.manifest);
    const input = { projectId: project.id, name, manifest, resourceClassId: resource.id };
    const notes = [
      ...(resource.warning === null ? [] : [warning(resource.warning)]),
      ...inFewLines(warnings).map(warning),
      ...(call.files.length === 0 ? [] : [warning("The reward file has no effect: no trainer here takes one.")]),
      ...(nodes === null || nodes === 1 ? [] : [info(`A run takes one node here; ${nodes} were asked for.`, true)]),
    ];
    const started = await submit(command, input);
    return lines(tell(name, project.name, notes, started));
  },
};

async function* tell(
  name: string,
  project: string,
  notes: readonly StreamLine[],
  { experimentId, runId }: { readonly experimentId: string; readonly runId: string },
): AsyncGenerator<StreamLine> {
  yield info("The manifest is valid.");
  yield* notes;
  yield {
    kind: "status",
    stage: STAGE,
    status: "completed",
    level: "info",
    message: `Experiment '${name}' was submitted to the project '${project}'; its training is scheduled.`,
    detail: { experiment_name: name, project, experiment_id: experimentId, run_id: runId },
  };
}

/** A number too, as the client's library allows. */
function resourceIdOf({ body }: Call): string | null {
  const given = body.raw("resource_id");
  return typeof given === "number" ? String(given) : body.optionalText("resource_id");
}

/** The clients send dozens of keys that mean nothing here: one line for all that have the same to say. */
function inFewLines(warnings: readonly FieldFault[]): string[] {
  const paths = new Map<string, string[]>();
  for (const { path, message } of warnings) paths.set(message, [...(paths.get(message) ?? []), path]);
  return [...paths].map(([message, of]) => `${of.join(", ")}: ${message}`);
}
