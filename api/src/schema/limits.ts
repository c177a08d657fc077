import {
  GraphQLError,
  Kind,
  type ASTVisitor,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from "graphql";

export const MAX_DEPTH = 12;
export const MAX_ALIASES = 30;
export const MAX_COMPLEXITY = 5_000;
const MAX_INTROSPECTION_FIELDS = 3;
export const MAX_PAGE = 1_000;
export const MAX_IDS = 100;
/** One operation per request. */
export const BATCHING = false;

function exceeded(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: "COMPLEXITY_EXCEEDED" } });
}

/** `known` remembers fragments, so that a document that spreads each of them twice does not take exponentially long. */
function depthOf(context: ValidationContext, set: SelectionSetNode, known: Map<string, number>): number {
  const depths = set.selections.map((selection) => {
    if (selection.kind === Kind.INLINE_FRAGMENT) return depthOf(context, selection.selectionSet, known);
    if (selection.kind === Kind.FRAGMENT_SPREAD) return depthOfFragment(context, selection.name.value, known);
    // Introspection has its own limit, and no resolver of ours behind it.
    if (selection.name.value.startsWith("__")) return 0;
    return 1 + (selection.selectionSet === undefined ? 0 : depthOf(context, selection.selectionSet, known));
  });
  return Math.max(0, ...depths);
}

function depthOfFragment(context: ValidationContext, name: string, known: Map<string, number>): number {
  const before = known.get(name);
  if (before !== undefined) return before;
  // Zero while it is being measured: a cycle is refused by another rule.
  known.set(name, 0);
  const fragment = context.getFragment(name);
  const depth = fragment ? depthOf(context, fragment.selectionSet, known) : 0;
  known.set(name, depth);
  return depth;
}

export const depthRule: ValidationRule = (context): ASTVisitor => ({
  OperationDefinition(node) {
    if (depthOf(context, node.selectionSet, new Map()) > MAX_DEPTH) {
      context.reportError(exceeded(`The query is too deep: at most ${MAX_DEPTH} levels are allowed.`));
    }
  },
});

export const aliasRule: ValidationRule = (context): ASTVisitor => {
  let aliases = 0;
  return {
    Field(node) {
      if (node.alias === undefined) return;
      aliases += 1;
      if (aliases === MAX_ALIASES + 1) {
        context.reportError(exceeded(`The query has too many aliases: at most ${MAX_ALIASES} are allowed.`));
      }
    },
  };
};

/** An introspection that asks for the same root again and again is a flood, not a tool. */
export const introspectionRule: ValidationRule = (context): ASTVisitor => {
  let fields = 0;
  return {
    Field(node) {
      if (node.name.value !== "__schema" && node.name.value !== "__type") return;
      fields += 1;
      if (fields === MAX_INTROSPECTION_FIELDS + 1) {
        context.reportError(
          exceeded(`Too many introspection fields: at most ${MAX_INTROSPECTION_FIELDS} are allowed.`),
        );
      }
    },
  };
};

/** Complexity is checked by the schema itself, when the operation's variables are known. */
export const limitRules: readonly ValidationRule[] = [depthRule, aliasRule, introspectionRule];
