import type { IdPage } from "../../domain/organization/list-pages.ts";

/** A page of ids as a Relay connection; rows that vanished meanwhile are left out. */
export async function connectionOf<Row>(
  page: IdPage,
  after: string | null | undefined,
  load: (id: string) => Promise<Row | null>,
) {
  const nodes = await Promise.all(page.ids.map(load));
  const edges = page.ids.flatMap((id, index) => {
    const node = nodes[index];
    return node ? [{ cursor: id, node }] : [];
  });
  return {
    edges,
    pageInfo: {
      hasNextPage: page.hasNextPage,
      hasPreviousPage: after !== null && after !== undefined,
      startCursor: page.ids[0] ?? null,
      endCursor: page.ids.at(-1) ?? null,
    },
  };
}
