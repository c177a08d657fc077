import { GraphQLError, parse, type DocumentNode, type Source } from "graphql";

const MAX_TOKENS = 10_000;

/** A document, or the error for whoever sent it. Nesting that exhausts the parser is refused like any other limit. */
export function parseQuery(query: string | Source): DocumentNode {
  try {
    return parse(query, { maxTokens: MAX_TOKENS });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new GraphQLError("The query is nested too deeply to be read.", {
      extensions: { code: "COMPLEXITY_EXCEEDED" },
    });
  }
}
