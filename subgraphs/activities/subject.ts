import { tables } from '../../platform/database/tables.ts';
import { mayRead } from '../../platform/graph/readable-tables.ts';
import type { RowIdentity } from '../../platform/ids/reference-ids.ts';
import type { Context } from './loaders.ts';

/** Where a row says what it is about: a GraphQL type's name and that row's ULID. */
export interface SubjectFacts {
  readonly subjectType: string | null;
  readonly subjectRefId: string | null;
}

/** Other subgraphs' types that both unions name, each with its table: a new member is one line here. */
const foreignTables = {
  Strategy: tables.strategy,
  OnboardingRun: tables.onboardingRun,
};

type ForeignType = keyof typeof foreignTables;

/**
 * What an activity or an approval is about, where that is another subgraph's. No foreign key guards the pointer (contract
 * I-41): null for a row that is not there, one that the viewer may not read, and a type that the unions do not name.
 */
export async function foreignSubject(
  { subjectType, subjectRefId }: SubjectFacts,
  { references, viewer }: Context,
): Promise<({ readonly __typename: ForeignType } & RowIdentity) | null> {
  if (subjectType === null || subjectRefId === null || !isForeign(subjectType)) return null;
  const table = foreignTables[subjectType];
  const row = mayRead(viewer, table) ? await references.of(table, subjectRefId) : null;
  return row && { __typename: subjectType, ...row };
}

function isForeign(type: string): type is ForeignType {
  return Object.hasOwn(foreignTables, type);
}
