import type { ListQuestion } from './list-questions.ts';
import type { ListSamples } from './list-samples.ts';

/** Which page of a list: from one end or the other, after a cursor or not. */
export type Page =
  { readonly first: number; readonly after: string | null } | { readonly last: number; readonly before: string | null };

/** A query and its variables. */
export interface ListQuery {
  readonly text: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** What a list answers with: `null` where its parent is not there. */
export type ListData = Readonly<
  Record<string, { readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean } } | null>
> | null;

/** The query that asks a question: under its parent, found by its id, or at the root. */
export function listQuery(question: ListQuestion, page: Page, { parents, filters }: ListSamples): ListQuery {
  const { parent, field, required, filter, filterType, orderBy, orderType } = question;
  const given: [name: string, type: string, value: unknown][] = [
    ...Object.entries(page).map(([name, value]): [string, string, unknown] => [
      name,
      typeof value === 'number' ? 'Int' : 'String',
      value,
    ]),
    ...required.map((name): [string, string, unknown] => [name, 'ID!', filters(name, 'ID')[0]]),
  ];
  if (filterType !== null) given.push(['filter', filterType, filter]);
  if (orderType !== null) given.push(['orderBy', orderType, orderBy]);
  const list = `${field}(${given.map(([name]) => `${name}: $${name}`).join(', ')}) { nodes { id } pageInfo { endCursor hasNextPage } }`;
  const isRoot = parent === 'Query';
  const declared = given.map(([name, type]) => `$${name}: ${type}`);
  if (!isRoot) declared.push('$id: ID!');
  return {
    text: `query (${declared.join(', ')}) { ${isRoot ? list : `node(id: $id) { ... on ${parent} { ${list} } }`} }`,
    variables: {
      ...Object.fromEntries(given.map(([name, , value]) => [name, value])),
      ...(!isRoot && { id: parents.get(parent) }),
    },
  };
}
