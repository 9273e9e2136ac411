import type { Table } from '../../platform/database/table.ts';
import { mayRead } from '../../platform/graph/readable-tables.ts';
import type { RowIdentity } from '../../platform/ids/reference-ids.ts';
import type { Context } from './loaders.ts';

/** Where a row says what it is about: a GraphQL type's name and that row's ULID. */
export interface SubjectFacts {
  readonly subjectType: string | null;
  readonly subjectRefId: string | null;
}

type Members = Readonly<Record<string, Table>>;

/**
 * What an activity or an approval is about, where that is another subgraph's. No foreign key guards the pointer
 * (docs/api-contract.md#i-41): null for a row that is not there, one that the viewer may not read, and a type that the union
 * does not name.
 */
export async function foreignSubject<Union extends Members>(
  { subjectType, subjectRefId }: SubjectFacts,
  members: Union,
  { references, viewer }: Context,
): Promise<({ readonly __typename: keyof Union & string } & RowIdentity) | null> {
  if (subjectType === null || subjectRefId === null || !isMember(subjectType, members)) return null;
  const table: Table | undefined = members[subjectType];
  const row = table !== undefined && mayRead(viewer, table) ? await references.of(table, subjectRefId) : null;
  return row && { __typename: subjectType, ...row };
}

function isMember<Union extends Members>(type: string, members: Union): type is keyof Union & string {
  return Object.hasOwn(members, type);
}
