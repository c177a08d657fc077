import { GraphQLError } from "graphql";
import { MAX_IDS, MAX_PAGE } from "../limits.ts";

/** Above the cap is an error, not a clamp: a client that believes it has everything would be wrong. */
export function pageSize(first: number | null | undefined, usual: number): number {
  const size = first ?? usual;
  if (size >= 0 && size <= MAX_PAGE) return size;
  throw new GraphQLError(`\`first\` is ${size}; it must lie between 0 and ${MAX_PAGE}.`, {
    extensions: { code: "COMPLEXITY_EXCEEDED" },
  });
}

export function checkIdCount<Id>(ids: readonly Id[]): readonly Id[] {
  if (ids.length <= MAX_IDS) return ids;
  throw new GraphQLError(`There are ${ids.length} ids; at most ${MAX_IDS} are allowed.`, {
    extensions: { code: "COMPLEXITY_EXCEEDED" },
  });
}
