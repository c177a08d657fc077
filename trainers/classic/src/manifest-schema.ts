import { ALGORITHM_NAMES, ENVIRONMENT_NAMES } from "./catalogue.ts";
import { ALGORITHM_RULES, ALIASES, SECTION_RULES } from "./manifest-rules.ts";
import type { KeyRule, SectionRules } from "./manifest-rules.ts";

export type JsonSchema = { readonly [key: string]: unknown };

/**
 * The manifest as JSON Schema, made from the same table of rules that `resolveManifest` applies. Unknown keys are kept
 * and warned about, so none are refused here; null means absent, so every key may be null. What depends on several keys
 * (an algorithm that does not fit the environment) is checked by the server alone.
 */
export const MANIFEST_SCHEMA: JsonSchema = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "Manifest",
  description: "Configuration of a training run. Absent keys take the defaults of the algorithm and environment.",
  type: "object",
  properties: {
    apiVersion: { enum: ["agilerl.com/v1", "v1", null] },
    algorithm: section(
      {},
      {
        ...algorithmProperties(),
        name: { enum: [...ALGORITHM_NAMES, null] },
      },
    ),
    environment: section(SECTION_RULES.environment, { name: { enum: [...ENVIRONMENT_NAMES, null] } }),
    training: section(SECTION_RULES.training, {}, ALIASES["training"]),
    network: section(SECTION_RULES.network, {
      hidden_size: { type: ["array", "null"], items: { type: "integer", minimum: 1 } },
    }),
    replay_buffer: section(SECTION_RULES.replay_buffer, {}, ALIASES["replay_buffer"]),
    mutation: { type: ["object", "null"] },
    tournament_selection: { type: ["object", "null"] },
    selection_strategy: { type: ["object", "null"] },
    net_config: false,
  },
};

/** A key that two algorithms have may be what either allows. */
function algorithmProperties(): Record<string, unknown> {
  const keys = new Set(Object.values(ALGORITHM_RULES).flatMap((rules) => Object.keys(rules)));
  return Object.fromEntries(
    [...keys].map((key) => {
      const rules = Object.values(ALGORITHM_RULES).flatMap((section) => section[key] ?? []);
      const schemas = rules.map((rule) => JSON.stringify(schemaOf(rule)));
      const distinct = [...new Set(schemas)].map((text) => JSON.parse(text) as unknown);
      return [key, distinct.length === 1 ? distinct[0] : { anyOf: distinct }];
    }),
  );
}

function section(
  rules: SectionRules,
  more: Record<string, unknown>,
  aliases: Readonly<Record<string, string>> = {},
): JsonSchema {
  const properties = Object.fromEntries(Object.entries(rules).map(([key, rule]) => [key, schemaOf(rule)]));
  const aliased = Object.fromEntries(Object.entries(aliases).map(([alias, key]) => [alias, properties[key]]));
  return { type: ["object", "null"], properties: { ...properties, ...aliased, ...more } };
}

function schemaOf(rule: KeyRule): JsonSchema {
  if (rule.kind === "boolean") return { type: ["boolean", "null"] };
  if (rule.kind === "text") return { type: ["string", "null"] };
  if (rule.kind === "choice") return { enum: [...(rule.choices ?? []), null] };
  return {
    type: [rule.kind, "null"],
    ...(rule.min === undefined ? {} : { minimum: rule.min }),
    ...(rule.above === undefined ? {} : { exclusiveMinimum: rule.above }),
    ...(rule.max === undefined ? {} : { maximum: rule.max }),
  };
}
