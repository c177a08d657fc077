import { describe, expect, test } from "vitest";
import { z } from "zod";
import { resolveManifest } from "../src/defaults.ts";
import { ALGORITHM_RULES, SECTION_RULES } from "../src/manifest-rules.ts";
import type { KeyRule, SectionRules } from "../src/manifest-rules.ts";
import { MANIFEST_SCHEMA } from "../src/manifest-schema.ts";

const schema = z.fromJSONSchema(MANIFEST_SCHEMA as Parameters<typeof z.fromJSONSchema>[0]);
const names = { algorithm: { name: "PPO" }, environment: { name: "CartPole-v1" } };

function expectBoth(manifest: unknown, accepted: boolean): void {
  const { errors } = resolveManifest(manifest);
  expect(errors.length === 0, `rules: ${JSON.stringify({ manifest, errors })}`).toBe(accepted);
  expect(schema.safeParse(manifest).success, `schema: ${JSON.stringify(manifest)}`).toBe(accepted);
}

test("is plain JSON of draft 2020-12", () => {
  expect(JSON.parse(JSON.stringify(MANIFEST_SCHEMA))).toEqual(MANIFEST_SCHEMA);
  expect(MANIFEST_SCHEMA["$schema"]).toBe("https://json-schema.org/draft/2020-12/schema");
});

describe("schema and rules agree", () => {
  test.each([
    [names],
    [{ ...names, apiVersion: "v1", mood: 1 }],
    [{ ...names, training: null, network: {}, replay_buffer: null, mutation: { no_mut: 1 } }],
    [{ ...names, training: { constructor: 2, max_steps: 10_000, metrics_interval: 100, population_size: 1 } }],
    [{ ...names, algorithm: { name: "DQN", clip_coef: "an unknown key of this algorithm" } }],
    [{ ...names, environment: { name: "CartPole-v1", version: 1, sync: false } }],
    [{ ...names, network: { hidden_size: [64, 64], arch: "mlp", simba: false, net_config: null } }],
    [{ ...names, net_config: null }],
  ])("both accept %j", (manifest) => expectBoth(manifest, true));

  test.each([
    [null],
    [[]],
    ["text"],
    [{}],
    [{ algorithm: null, environment: names.environment }],
    [{ ...names, algorithm: { lr: 0.1 } }],
    [{ ...names, algorithm: { name: null } }],
    [{ ...names, algorithm: { name: "Rainbow" } }],
    [{ ...names, environment: { name: 4 } }],
    [{ ...names, environment: { name: "CartPole-v1", version: {} } }],
    [{ ...names, apiVersion: 2 }],
    [{ ...names, training: [] }],
    [{ ...names, mutation: "none" }],
    [{ ...names, net_config: {} }],
    [{ ...names, algorithm: { name: "PPO", net_config: {} } }],
    [{ ...names, network: { hidden_size: [] } }],
    [{ ...names, network: { hidden_size: [64, 1.5] } }],
    [{ ...names, network: { hidden_size: [2_000] } }],
    [{ ...names, network: { hidden_size: 64 } }],
    [{ ...names, network: { recurrent: true } }],
    [{ ...names, network: { arch: "cnn" } }],
    [{ ...names, training: { pop_size: 2 } }],
    [{ ...names, training: { metrics_interval: "often" } }],
    [{ ...names, replay_buffer: { memory_size: 0 } }],
    [{ ...names, replay_buffer: { per_buffer: true } }],
  ])("both refuse %j", (manifest) => expectBoth(manifest, false));

  const sections: [string, Record<string, unknown>, SectionRules][] = [
    ...Object.entries(ALGORITHM_RULES).map(([name, rules]): [string, Record<string, unknown>, SectionRules] => [
      "algorithm",
      { name },
      rules,
    ]),
    ...Object.entries(SECTION_RULES).map(([name, rules]): [string, Record<string, unknown>, SectionRules] => [
      name,
      name === "environment" ? names.environment : {},
      rules,
    ]),
  ];
  test.each(sections)("on values beyond each rule's bounds and of other types in %s %j", (section, base, rules) => {
    for (const [key, rule] of Object.entries(rules)) {
      const manifest = (value: unknown): unknown => ({ ...names, [section]: { ...base, [key]: value } });
      for (const value of beyond(rule)) expectBoth(manifest(value), false);
      expectBoth(manifest(null), true);
    }
  });
});

/** Values that a rule refuses: of every other type, and past its bounds. */
function beyond(rule: KeyRule): unknown[] {
  const numeric = rule.kind === "integer" || rule.kind === "number";
  const texts = rule.kind === "text" || rule.kind === "label";
  return [
    [],
    {},
    ...(rule.kind === "boolean" ? [] : [true]),
    ...(texts && rule.only === undefined ? [] : ["no such word"]),
    ...(numeric || rule.kind === "label" ? [] : [7]),
    ...(rule.kind === "integer" ? [2.5] : []),
    ...(rule.min === undefined || rule.min === -Number.MAX_VALUE ? [] : [rule.min - 1]),
    ...(rule.above === undefined ? [] : [rule.above]),
    ...(rule.max === undefined || rule.max >= Number.MAX_SAFE_INTEGER ? [] : [rule.max + 1]),
  ];
}
