import { resolveManifest, type ManifestResolution } from "../../../../trainers/classic/src/defaults.ts";
import type { FieldFault } from "../errors.ts";
import { faultsOfJson } from "../storable-json.ts";

export interface CheckedManifest {
  readonly warnings: readonly FieldFault[];
  /** Faults that a draft may not have either: wrong types, numbers out of range, an algorithm that does not fit. */
  readonly draftFaults: readonly FieldFault[];
  readonly resolution: ManifestResolution;
}

/** A draft may lack its algorithm and environment; everything else must be right already. */
export function checkManifest(manifest: unknown): CheckedManifest {
  const resolution = resolve(manifest);
  return {
    warnings: resolution.warnings,
    draftFaults: underManifest(resolution.errors.filter((fault) => !isStillToChoose(manifest, fault.path))),
    resolution,
  };
}

/** What cannot be stored is not looked into any further. */
function resolve(manifest: unknown): ManifestResolution {
  const faults = faultsOfJson(manifest);
  return faults.length > 0 ? { manifest: null, errors: [...faults], warnings: [] } : resolveManifest(manifest);
}

export function underManifest(faults: readonly FieldFault[]): readonly FieldFault[] {
  return faults.map(({ path, message }) => ({ path: path === "" ? "manifest" : `manifest.${path}`, message }));
}

/** Why the manifest cannot be trained, in one sentence, or null. */
export function notRunnable(manifest: unknown): string | null {
  const fault = resolve(manifest).errors[0];
  if (fault === undefined) return null;
  if (isStillToChoose(manifest, fault.path)) return `Choose an ${fault.path.split(".")[0]} first.`;
  return fault.path === "" ? fault.message : `The configuration is not valid: ${fault.path} ${fault.message}`;
}

function isStillToChoose(manifest: unknown, path: string): boolean {
  if (path !== "algorithm.name" && path !== "environment.name") return false;
  const section = (manifest as Record<string, unknown> | null)?.[path.split(".")[0] ?? ""];
  if (section === undefined || section === null) return true;
  const name = (section as { name?: unknown }).name;
  return typeof section === "object" && (name === undefined || name === null);
}
