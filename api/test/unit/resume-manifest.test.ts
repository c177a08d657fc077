import { describe, expect, it } from "vitest";
import { checkManifest } from "../../src/domain/experiment/check-manifest.ts";
import { resumeManifest } from "../../src/domain/experiment/resume-manifest.ts";
import { ValidationError } from "../../src/domain/errors.ts";

/** As a run keeps it: resolved, with every value. */
function resolved(training: Record<string, unknown> = {}): Record<string, unknown> {
  const given = { algorithm: { name: "PPO" }, environment: { name: "CartPole-v1" }, training };
  const { manifest, errors } = checkManifest(given).resolution;
  if (manifest === null) throw new Error(JSON.stringify(errors));
  return manifest;
}
const parent = resolved({ max_steps: 40_000 });
const maxStepsOf = (manifest: Record<string, unknown>): unknown =>
  (manifest["training"] as { max_steps: number }).max_steps;

function faultsOf(patch: unknown, step = 10_000): readonly { path: string; message: string }[] {
  try {
    resumeManifest(parent, patch, step);
  } catch (error) {
    if (error instanceof ValidationError) return error.fields;
    throw error;
  }
  throw new Error("it was accepted");
}

describe("the target of a resume", () => {
  it.each([
    ["before the parent's target stays", null, 10_000, 40_000],
    ["one step before it stays", null, 39_999, 40_000],
    ["at the parent's target is as far again", null, 40_000, 80_000],
    ["beyond it (the target was lowered) is as far again", null, 50_000, 90_000],
    ["named by the patch is that", { training: { max_steps: 12_000 } }, 10_000, 12_000],
    ["named by the patch at a finished parent is that", { training: { max_steps: 41_000 } }, 40_000, 41_000],
    ["of a patch about something else at a finished parent is as far again", { training: { seed: 3 } }, 40_000, 80_000],
    ["taken out by the patch is the default", { training: { max_steps: null } }, 10_000, maxStepsOf(resolved())],
  ])("%s", (_what, patch, step, expected) => {
    const { manifest, resolved: whole } = resumeManifest(parent, patch, step);
    expect(maxStepsOf(whole)).toBe(expected);
    expect([expected, undefined]).toContain(maxStepsOf(manifest));
  });

  it.each([10_000, 9_999, 1])("that the patch names at or before the checkpoint's step (%i) is refused", (target) => {
    expect(faultsOf({ training: { max_steps: target } })).toEqual([
      { path: "manifestPatch.training.max_steps", message: "must be above the checkpoint's step, 10000" },
    ]);
  });
});

describe("the patch of a resume", () => {
  it("changes what it names and nothing else", () => {
    const { resolved: whole } = resumeManifest(parent, { algorithm: { learning_rate: 0.001 } }, 10_000);
    expect(whole).toEqual({ ...parent, algorithm: { ...(parent["algorithm"] as object), learning_rate: 0.001 } });
  });

  it.each([null, {}])("%j changes nothing", (patch) => {
    expect(resumeManifest(parent, patch, 10_000).resolved).toEqual(parent);
  });

  it.each(["text", 7, true, [], [{}]])("%j is no patch", (patch) => {
    expect(faultsOf(patch)).toEqual([{ path: "manifestPatch", message: "must be an object (a JSON merge patch)" }]);
  });

  it("cannot change the algorithm or the environment, and says so of both", () => {
    const patch = { algorithm: { name: "DQN" }, environment: { name: "Acrobot-v1" } };
    expect(faultsOf(patch).map(({ path }) => path)).toEqual([
      "manifestPatch.algorithm.name",
      "manifestPatch.environment.name",
    ]);
    expect(faultsOf({ algorithm: null })).toMatchObject([{ path: "manifestPatch.algorithm.name" }]);
  });

  it("is checked as any manifest is, with paths under the patch", () => {
    expect(faultsOf({ training: { seed: -1.5, max_steps: "many" } }).map(({ path }) => path)).toEqual([
      "manifestPatch.training.max_steps",
      "manifestPatch.training.seed",
    ]);
  });
});
