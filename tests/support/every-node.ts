/** A list of the graph, as an operation selects it. */
export interface Nodes<Node> {
  readonly nodes: readonly Node[];
}

/** A list's page, with what leads to the next one. */
export interface Page<Node> extends Nodes<Node> {
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

/** Follows a connection from page to page to its end. */
export async function everyNode<Node>(read: (after: string | null) => Promise<Page<Node>>): Promise<Node[]> {
  const nodes: Node[] = [];
  let after: string | null = null;
  for (;;) {
    const page: Page<Node> = await read(after);
    nodes.push(...page.nodes);
    if (!page.pageInfo.hasNextPage) return nodes;
    after = page.pageInfo.endCursor;
  }
}
