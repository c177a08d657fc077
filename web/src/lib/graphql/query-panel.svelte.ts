import { gql, type AnyVariables, type CombinedError } from "@urql/core";
import { urqlClient } from "./urql-client.ts";

/** Of the SDK's generated documents. */
interface Document<Data, Variables> {
  toString(): string;
  readonly __apiType?: (variables: Variables) => Data;
}
export interface QueryPanel<Data> {
  /** The last answer; kept while the next one is on its way. */
  readonly data: Data | null;
  readonly error: CombinedError | null;
  readonly loading: boolean;
  /** Asks again, past the cache. */
  refresh(): void;
}

/**
 * A query as runes: `options` is a thunk read inside the effect, so that a change of variables asks again; null pauses.
 * Torn down with the component that made it.
 */
export function queryPanel<Data, Variables extends AnyVariables>(
  options: () => { readonly query: Document<Data, Variables>; readonly variables: Variables } | null,
): QueryPanel<Data> {
  let data = $state.raw<Data | null>(null);
  let error = $state.raw<CombinedError | null>(null);
  let loading = $state(true);
  let asked = $state(0);

  $effect.pre(() => {
    const given = options();
    const requestPolicy = asked > 0 ? "network-only" : "cache-and-network";
    if (given === null) {
      loading = false;
      return;
    }
    loading = true;
    const { unsubscribe } = urqlClient()
      .query<Data, Variables>(gql(given.query.toString()), given.variables, { requestPolicy })
      .subscribe((result) => {
        if (result.data !== undefined) data = result.data;
        error = result.error ?? null;
        loading = result.stale;
      });
    return unsubscribe;
  });

  return {
    get data() {
      return data;
    },
    get error() {
      return error;
    },
    get loading() {
      return loading;
    },
    refresh: () => {
      asked += 1;
    },
  };
}
