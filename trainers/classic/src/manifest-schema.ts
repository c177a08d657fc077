import type { AlgorithmName } from "./catalogue.ts";
import {
  ALGORITHM_RULES,
  ALIASES,
  FREE_SECTIONS,
  HIDDEN_SIZE,
  NAMES,
  REFUSED_KEY,
  SECTION_RULES,
  TOP_LEVEL_RULES,
} from "./manifest-rules.ts";
import type { KeyRule, SectionRules } from "./manifest-rules.ts";

export type JsonSchema = { readonly [key: string]: unknown };

const ABSENT: JsonSchema = { type: "null" };

/**
 * The manifest as JSON Schema, made from the same table of rules that `resolveManifest` applies. Unknown keys are kept
 * and warned about, so none are refused here; null means absent, so every key but the two names may be null. What
 * depends on several keys (an algorithm that does not fit the environment) is checked by the server alone.
 */
export const MANIFEST_SCHEMA: JsonSchema = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "Manifest",
  description: "Configuration of a training run. Absent keys take the defaults of the algorithm and environment.",
  type: "object",
  required: ["algorithm", "environment"],
  properties: {
    ...propertiesOf(TOP_LEVEL_RULES),
    algorithm: { anyOf: NAMES.algorithm.map(algorithm) },
    environment: named({ enum: [...NAMES.environment] }, SECTION_RULES.environment),
    training: section(SECTION_RULES.training, ALIASES["training"]),
    network: section(SECTION_RULES.network, {}, { hidden_size: hiddenSize() }),
    replay_buffer: section(SECTION_RULES.replay_buffer, ALIASES["replay_buffer"]),
    ...Object.fromEntries(FREE_SECTIONS.map((name) => [name, { type: ["object", "null"] }])),
  },
};

/** Each algorithm has its own keys: one that only another has is unknown, and so not refused. */
function algorithm(name: AlgorithmName): JsonSchema {
  return { title: name, ...named({ const: name }, ALGORITHM_RULES[name]) };
}

function named(name: JsonSchema, rules: SectionRules): JsonSchema {
  return { type: "object", required: ["name"], properties: { name, ...propertiesOf(rules) } };
}

function section(
  rules: SectionRules,
  aliases: Readonly<Record<string, string>> = {},
  more: Record<string, JsonSchema> = {},
): JsonSchema {
  const properties = propertiesOf(rules);
  const aliased = Object.fromEntries(Object.entries(aliases).map(([alias, key]) => [alias, properties[key]]));
  return { type: ["object", "null"], properties: { ...properties, ...aliased, ...more } };
}

function propertiesOf(rules: SectionRules): Record<string, JsonSchema> {
  const properties = Object.fromEntries(Object.entries(rules).map(([key, rule]) => [key, schemaOf(rule)]));
  return { ...properties, [REFUSED_KEY]: ABSENT };
}

function hiddenSize(): JsonSchema {
  const { minLayers, maxLayers, layer } = HIDDEN_SIZE;
  const items = { type: layer.kind, ...boundsOf(layer) };
  return { type: ["array", "null"], minItems: minLayers, maxItems: maxLayers, items };
}

function schemaOf(rule: KeyRule): JsonSchema {
  if (rule.only !== undefined) return { enum: [rule.only.value, null] };
  switch (rule.kind) {
    case "choice":
      return { enum: [...(rule.choices ?? []), null] };
    case "text":
      return { type: ["string", "null"] };
    case "label":
      return { type: ["string", "number", "null"] };
    default:
      return { type: [rule.kind, "null"], ...boundsOf(rule) };
  }
}

function boundsOf(rule: KeyRule): JsonSchema {
  return {
    ...(rule.min === undefined ? {} : { minimum: rule.min }),
    ...(rule.above === undefined ? {} : { exclusiveMinimum: rule.above }),
    ...(rule.max === undefined ? {} : { maximum: rule.max }),
  };
}
