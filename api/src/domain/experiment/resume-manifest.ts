import { canonicalJson } from "../canonical-json.ts";
import { ValidationError, type FieldFault } from "../errors.ts";
import { faultsOfJson } from "../storable-json.ts";
import { checkManifest } from "./check-manifest.ts";
import { mergePatch } from "./merge-patch.ts";

type Manifest = Record<string, unknown>;
export interface ResumeManifest {
  readonly manifest: Manifest;
  readonly resolved: Manifest;
  readonly warnings: readonly FieldFault[];
}

/**
 * The parent run's resolved manifest with the patch over it. The step counter goes on, so a checkpoint at or past the
 * target gets the target "its step + the parent's max_steps", unless the patch names a later one.
 */
export function resumeManifest(parent: Manifest, patch: unknown, step: number): ResumeManifest {
  if (patch !== null && (typeof patch !== "object" || Array.isArray(patch))) {
    throw new ValidationError([{ path: "manifestPatch", message: "must be an object (a JSON merge patch)" }]);
  }
  const unstorable = faultsOfJson(patch, "manifestPatch");
  if (unstorable.length > 0) throw new ValidationError(unstorable);
  const given = mergePatch(parent, (patch ?? {}) as Manifest);
  checkSameLearner(parent, given);
  const manifest = withTarget(parent, given, patch as Manifest | null, step);
  const { resolution, warnings } = checkManifest(manifest);
  if (resolution.manifest === null) {
    throw new ValidationError(
      resolution.errors.map(({ path, message }) => ({
        path: path === "" ? "manifestPatch" : `manifestPatch.${path}`,
        message,
      })),
    );
  }
  return { manifest, resolved: resolution.manifest, warnings };
}

function withTarget(parent: Manifest, given: Manifest, patch: Manifest | null, step: number): Manifest {
  const target = maxStepsOf(given);
  if (target === null || target > step) return given;
  if (patch !== null && maxStepsOf(patch) !== null) {
    throw new ValidationError([
      { path: "manifestPatch.training.max_steps", message: `must be above the checkpoint's step, ${step}` },
    ]);
  }
  return mergePatch(given, { training: { max_steps: step + (maxStepsOf(parent) ?? 0) } });
}

/** Weights of one algorithm and environment say nothing to another. */
function checkSameLearner(parent: Manifest, given: Manifest): void {
  const faults = ["algorithm", "environment"]
    .filter((section) => nameOf(parent, section) !== nameOf(given, section))
    .map((section) => ({
      path: `manifestPatch.${section}.name`,
      message: `cannot change on a resume; the checkpoint is of ${String(nameOf(parent, section))}`,
    }));
  if (canonicalJson(parent["network"] ?? {}) !== canonicalJson(given["network"] ?? {})) {
    faults.push({
      path: "manifestPatch.network",
      message: "cannot change on a resume; the checkpoint's weights have the shape of the parent's network",
    });
  }
  if (faults.length > 0) throw new ValidationError(faults);
}

function nameOf(manifest: Manifest, section: string): unknown {
  return (manifest[section] as { name?: unknown } | undefined)?.name;
}

function maxStepsOf(manifest: Manifest): number | null {
  const value = (manifest["training"] as { max_steps?: unknown } | undefined)?.max_steps;
  return typeof value === "number" ? value : null;
}
