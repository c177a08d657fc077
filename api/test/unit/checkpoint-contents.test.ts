import { describe, expect, it } from "vitest";
import { CHECKPOINT_CONTENTS, missingContents } from "../../src/domain/checkpoint/contents.ts";

const manifest = (name: string, more: Record<string, unknown> = {}) => ({ algorithm: { name, ...more } });

describe("missingContents", () => {
  it.each([
    ["PPO", {}, ["WEIGHTS", "OPTIMIZER", "RNG", "ENVIRONMENT", "COUNTERS"]],
    ["PPO", { normalize_rewards: true }, ["WEIGHTS", "OPTIMIZER", "RNG", "ENVIRONMENT", "COUNTERS", "NORMALIZATION"]],
    ["PPO", { normalize_observations: true, normalize_rewards: false }, expect.arrayContaining(["NORMALIZATION"])],
    ["PPO", { normalize_rewards: "yes" }, expect.not.arrayContaining(["NORMALIZATION"])],
    ["DQN", {}, ["WEIGHTS", "OPTIMIZER", "REPLAY_BUFFER", "EXPLORATION", "RNG", "ENVIRONMENT", "COUNTERS"]],
    ["SOMETHING_ELSE", {}, ["WEIGHTS"]],
  ])("%s with %j needs %j", (name, more, expected) => {
    expect(missingContents(manifest(name, more), [])).toEqual(expected);
  });

  it("is nothing when all is there, in whatever order and with whatever beside it", () => {
    for (const name of ["PPO", "DQN"]) {
      expect(missingContents(manifest(name), [...CHECKPOINT_CONTENTS].reverse())).toEqual([]);
      expect(missingContents(manifest(name), [...CHECKPOINT_CONTENTS, "SOMETHING_NEW"])).toEqual([]);
    }
  });

  it("names each thing that lacks", () => {
    for (const content of missingContents(manifest("DQN"), [])) {
      const others = CHECKPOINT_CONTENTS.filter((other) => other !== content);
      expect(missingContents(manifest("DQN"), others)).toEqual([content]);
    }
  });

  it("wants weights at least of a manifest that says nothing", () => {
    for (const nothing of [null, {}, { algorithm: {} }]) expect(missingContents(nothing, [])).toEqual(["WEIGHTS"]);
  });
});
