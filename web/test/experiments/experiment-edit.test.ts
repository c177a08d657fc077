import { describe, expect, it } from "vitest";
import { editOf, formValuesOf, type EditedExperiment } from "../../src/lib/experiments/experiment-edit.ts";

const draft: EditedExperiment = {
  id: "experiment",
  name: "Baseline",
  manifest: {
    algorithm: { name: "PPO", clip: 0.2 },
    environment: { name: "CartPole-v1", version: "1" },
    training: { max_steps: 4_000, seed: 0, eval_every: 500 },
    note: { of: "a person" },
  },
  resourceClass: { id: "class", name: "Local", kind: "LOCAL", enabled: true },
};
const filled = formValuesOf(draft);
const same = { name: draft.name, resourceClassId: "class", places: {} };

describe("the form of an edited experiment", () => {
  it("is filled from it, a zero as well", () => {
    expect(filled).toEqual({
      name: "Baseline",
      environment: "CartPole-v1",
      algorithm: "PPO",
      resourceClassId: "class",
      steps: "4000",
      seed: "0",
    });
  });
  it("is empty where the configuration says nothing, or nothing that is understood", () => {
    const empty = { name: "", environment: null, algorithm: null, resourceClassId: null, steps: "", seed: "" };
    for (const manifest of [{}, { training: null, algorithm: "PPO", environment: [] }])
      expect(formValuesOf({ id: "e", name: "", manifest, resourceClass: null })).toEqual(empty);
  });
});

describe("what is sent of an edited experiment", () => {
  it("is nothing when nothing differs", () => {
    expect(editOf(draft, filled, same)).toBeNull();
    expect(editOf(draft, filled, { ...same, places: { steps: 4_000, algorithm: "PPO" } })).toBeNull();
  });
  it("is the name alone, or the class alone", () => {
    expect(editOf(draft, filled, { ...same, name: "Longer" })).toEqual({ id: "experiment", name: "Longer" });
    const classless = editOf(draft, filled, { ...same, resourceClassId: null });
    expect(classless).toEqual({ id: "experiment", resourceClassId: null });
  });
  it("is the configuration with what was edited, and what the form does not show as it was", () => {
    const edit = editOf(draft, filled, { ...same, places: { steps: 9_000, seed: undefined, algorithm: "DQN" } });
    expect(edit).toEqual({
      id: "experiment",
      manifest: {
        algorithm: { name: "DQN", clip: 0.2 },
        environment: { name: "CartPole-v1", version: "1" },
        training: { max_steps: 9_000, eval_every: 500 },
        note: { of: "a person" },
      },
    });
  });
  it("has no version of the environment before with another environment", () => {
    const edit = editOf(draft, filled, { ...same, places: { environment: "Acrobot-v1", version: undefined } });
    expect(edit?.manifest).toEqual({ ...draft.manifest, environment: { name: "Acrobot-v1" } });
  });
  it("keeps what somebody else changed while the form was open", () => {
    const now = { ...draft, name: "Renamed by another", manifest: { ...draft.manifest, note: "new" } };
    const edit = editOf(now, filled, { ...same, places: { seed: 7 } });
    expect(edit).toEqual({
      id: "experiment",
      manifest: { ...now.manifest, training: { max_steps: 4_000, seed: 7, eval_every: 500 } },
    });
  });
  it("leaves out a section that has nothing left, and makes one that was not there", () => {
    const bare = { ...draft, manifest: { training: { seed: 3 } } };
    expect(editOf(bare, filled, { ...same, places: { seed: undefined } })?.manifest).toEqual({});
    expect(editOf({ ...draft, manifest: {} }, filled, { ...same, places: { steps: 5 } })?.manifest).toEqual({
      training: { max_steps: 5 },
    });
  });
});
