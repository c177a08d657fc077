import { GraphQLError, Kind, type ValueNode } from "graphql";
import { builder } from "./builder.ts";

function safeInteger(value: unknown): number {
  const number = typeof value === "bigint" ? Number(value) : value;
  if (typeof number === "number" && Number.isSafeInteger(number)) return number;
  throw new GraphQLError("A SafeInt is a whole number between -(2^53 - 1) and 2^53 - 1.");
}

function dateOf(value: unknown): Date {
  const date = value instanceof Date ? value : typeof value === "string" ? new Date(value) : null;
  if (date !== null && !Number.isNaN(date.getTime())) return date;
  throw new GraphQLError("A DateTime is a time in UTC such as 2026-01-31T12:00:00.000Z.");
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function manifestOf(value: unknown): Record<string, unknown> {
  if (isObject(value)) return value;
  throw new GraphQLError("A Manifest is a JSON object.");
}

/**
 * Without own keys `__proto__`, which none is stored with any more: a page that copies an older manifest with one
 * would set the copy's prototype, and SvelteKit refuses to send it at all.
 */
export function withoutPrototypeKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPrototypeKeys);
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([key]) => key !== "__proto__");
  return Object.fromEntries(kept.map(([key, part]) => [key, withoutPrototypeKeys(part)]));
}

/** A value written into the query itself. */
function literalOf(node: ValueNode): unknown {
  switch (node.kind) {
    case Kind.INT:
    case Kind.FLOAT:
      return Number(node.value);
    case Kind.STRING:
    case Kind.BOOLEAN:
    case Kind.ENUM:
      return node.value;
    case Kind.LIST:
      return node.values.map(literalOf);
    case Kind.OBJECT:
      return Object.fromEntries(node.fields.map((field) => [field.name.value, literalOf(field.value)]));
    case Kind.NULL:
      return null;
    default:
      throw new GraphQLError("A variable cannot stand inside of this value; pass all of it as one variable.");
  }
}

builder.scalarType("SafeInt", {
  description: "A whole number up to 2^53 - 1, as a JSON number: bytes, steps, sequences.",
  serialize: safeInteger,
  parseValue: safeInteger,
  parseLiteral: (node) => safeInteger(literalOf(node)),
});
builder.scalarType("DateTime", {
  description: "A time in UTC with milliseconds, ISO 8601.",
  serialize: (value) => dateOf(value).toISOString(),
  parseValue: dateOf,
  parseLiteral: (node) => dateOf(literalOf(node)),
});
builder.scalarType("Manifest", {
  description:
    "What a trainer is given: a JSON object, snake_case inside. Served as JSON Schema at /manifest.schema.json.",
  serialize: withoutPrototypeKeys,
  parseValue: manifestOf,
  parseLiteral: (node) => manifestOf(literalOf(node)),
});
builder.scalarType("JSON", {
  description: "Any JSON value.",
  serialize: withoutPrototypeKeys,
  parseValue: (value) => value,
  parseLiteral: literalOf,
});
