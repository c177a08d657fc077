import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { buildSchema, getIntrospectionQuery, parse, validate, type ValidationRule } from "graphql";
import type * as graphql from "graphql";
import { describe, expect, it } from "vitest";
import { createSchema } from "../../src/create-schema.ts";
import {
  aliasRule,
  depthRule,
  introspectionRule,
  limitRules,
  MAX_ALIASES,
  MAX_DEPTH,
} from "../../src/schema/limits.ts";

const schema = buildSchema(readFileSync(path.join(import.meta.dirname, "../../schema.graphql"), "utf8"));
const messagesOf = (query: string, rule: ValidationRule): string[] =>
  validate(schema, parse(query), [rule]).map(({ message, extensions }) => {
    expect(extensions).toEqual({ code: "COMPLEXITY_EXCEEDED" });
    return message;
  });

/** `levels` fields inside each other, the last of them a leaf. */
function nested(levels: number): string {
  const chain = ["viewer", "currentOrganization", "projects"];
  const links = ["experiments", "edges", "node", "project"];
  while (chain.length < levels - 1) chain.push(links[(chain.length - 3) % links.length]!);
  return `{ ${chain.join(" { ")} { id ${"}".repeat(chain.length)} }`;
}
const aliases = (count: number): string =>
  `{ ${Array.from({ length: count }, (_, index) => `a${index}: trainers { name }`).join(" ")} }`;

describe("depthRule", () => {
  it("allows twelve levels and refuses thirteen", () => {
    expect(MAX_DEPTH).toBe(12);
    expect(messagesOf(nested(12), depthRule)).toEqual([]);
    expect(messagesOf(nested(13), depthRule)).toEqual(["The query is too deep: at most 12 levels are allowed."]);
  });

  it("sees through fragments, inline or named", () => {
    const deep = nested(13).slice(1, -1);
    expect(messagesOf(`{ ... on Query { ${deep} } }`, depthRule)).toHaveLength(1);
    expect(messagesOf(`{ ...F } fragment F on Query { ...G } fragment G on Query { ${deep} }`, depthRule)).toHaveLength(
      1,
    );
  });

  it("ends on fragments that spread themselves, and is quick on those that spread each other twice", () => {
    expect(messagesOf("{ ...F } fragment F on Query { viewer { role } ...F }", depthRule)).toEqual([]);
    const doubling = Array.from(
      { length: 60 },
      (_, index) => `fragment F${index} on Query { ...F${index + 1} ...F${index + 1} }`,
    );
    const query = `{ ...F0 } ${doubling.join(" ")} fragment F60 on Query { viewer { role } }`;
    expect(messagesOf(query, depthRule)).toEqual([]);
  });

  it("lets tools introspect", () => {
    for (const rule of limitRules) expect(messagesOf(getIntrospectionQuery(), rule)).toEqual([]);
  });
});

describe("aliasRule", () => {
  it("allows thirty aliases, and says once that there are more", () => {
    expect(MAX_ALIASES).toBe(30);
    expect(messagesOf(aliases(30), aliasRule)).toEqual([]);
    expect(messagesOf(aliases(31), aliasRule)).toEqual(["The query has too many aliases: at most 30 are allowed."]);
    expect(messagesOf(aliases(500), aliasRule)).toHaveLength(1);
  });
});

describe("introspectionRule", () => {
  it("allows three roots, and says once that there are more", () => {
    const roots = (count: number) =>
      `{ ${Array.from({ length: count }, (_, i) => `a${i}: __schema { __typename }`).join(" ")} }`;
    expect(messagesOf(roots(3), introspectionRule)).toEqual([]);
    expect(messagesOf(roots(9), introspectionRule)).toEqual(["Too many introspection fields: at most 3 are allowed."]);
  });
});

describe("complexity", () => {
  // As Node finds it, and with it the schema's builder: the test runner finds another copy.
  const { graphql: execute } = createRequire(import.meta.url)("graphql") as typeof graphql;
  const answer = (first: number) =>
    execute({
      schema: createSchema(),
      source: `query ($first: Int) { viewer { currentOrganization { projects { experiments(first: $first) { edges { node { id name runs { id number } } } } } } } }`,
      variableValues: { first },
      contextValue: { viewer: null },
    });

  it("is computed from the page size that the variables name, and named with its limit", async () => {
    const { errors } = await answer(1_000);
    expect(errors?.[0]?.message).toMatch(/^The query's complexity is \d+; at most 5000 are allowed\.$/);
    expect(errors?.[0]?.extensions).toEqual({ code: "COMPLEXITY_EXCEEDED" });
  });

  it("of a small page is allowed", async () => {
    const { errors } = await answer(10);
    expect(errors?.map(({ extensions }) => extensions["code"]) ?? []).not.toContain("COMPLEXITY_EXCEEDED");
  });
});
