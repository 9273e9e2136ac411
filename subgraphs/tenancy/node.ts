import type { GraphQLResolveInfo } from 'graphql';
import { findNodes, type FoundNode } from '../../platform/batching/node-probe.ts';
import { badUserInput } from '../../platform/errors/graph-error.ts';
import { readableTables } from '../../platform/graph/readable-tables.ts';
import { parseUlid } from '../../platform/ids/ulid.ts';
import type { QueryResolvers } from './generated/resolvers.ts';
import type { Context } from './loaders.ts';

/** Most ids in one `nodes` (docs/api-contract.md#112-node-and-nodes). */
const maximumIds = 100;

export const node: NonNullable<QueryResolvers['node']> = async (_root, { id }, context, info) =>
  (await read([id], context, info))[0] ?? null;

export const nodes: NonNullable<QueryResolvers['nodes']> = (_root, { ids }, context, info) => {
  if (ids.length > maximumIds) throw badUserInput(`"ids" has ${ids.length} entries; expected at most ${maximumIds}`);
  return read(ids, context, info);
};

/** What is missing, another tenant's, forbidden or no id at all answers alike: null. */
async function read(ids: readonly string[], context: Context, info: GraphQLResolveInfo) {
  const folded = ids.map(parseUlid);
  const { db, visibility } = context.source;
  const wanted = [...new Set(folded.filter((id) => id !== null))];
  const found = await findNodes(db, visibility, readableTables(context.viewer, info.schema), wanted);
  return Promise.all(folded.map((id) => present(id === null ? undefined : found.get(id), context, info)));
}

/** A row of this subgraph is read here; another subgraph's is only named, and the gateway goes there for the rest. */
async function present(found: FoundNode | undefined, { loaders }: Context, info: GraphQLResolveInfo) {
  if (found === undefined) return null;
  const row = await readHere(found, loaders, info);
  return row === undefined ? { __typename: found.model, ...found } : row && { __typename: found.model, ...row };
}

function readHere({ model, refId }: FoundNode, loaders: Context['loaders'], info: GraphQLResolveInfo) {
  switch (model) {
    case 'Tenant':
      return loaders.tenantByRefId.load(refId, info);
    case 'User':
      return loaders.userByRefId.load(refId, info);
    case 'Contract':
      return loaders.contractByRefId.load(refId, info);
    case 'BillingEvent':
      return loaders.billingEventByRefId.load(refId, info);
    case 'ApiClient':
      return loaders.apiClientByRefId.load(refId, info);
    default:
      return undefined;
  }
}
