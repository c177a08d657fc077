/** A page of a Relay connection. */
export interface Page<Node> {
  readonly edges: readonly { readonly node: Node }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

/** Reads a connection to its end, page by page: `for await (const node of pages((after) => …))`. */
export async function* pages<Node>(
  read: (after: string | null) => Promise<Page<Node> | null | undefined>,
): AsyncGenerator<Node> {
  for (let after: string | null = null; ;) {
    const page = await read(after);
    if (!page) return;
    for (const { node } of page.edges) yield node;
    if (!page.pageInfo.hasNextPage || page.pageInfo.endCursor === null) return;
    after = page.pageInfo.endCursor;
  }
}
