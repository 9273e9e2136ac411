import { needs } from '../../platform/graph/fields.ts';
import { revisionOf } from '../../platform/ids/revision.ts';
import type { Context } from './loaders.ts';

/** Fields that every record has; tenants and users are rows of this subgraph, so they are read rather than referred to. */
export const recordFields = {
  createdBy: needs<{ createdById: string | null }>()(['createdById'], (row, _args, { loaders }: Context, info) =>
    loaders.userById.load(row.createdById, info),
  ),
};

/** Records that change. */
export const mutableFields = {
  ...recordFields,
  updatedBy: needs<{ updatedById: string | null }>()(['updatedById'], (row, _args, { loaders }: Context, info) =>
    loaders.userById.load(row.updatedById, info),
  ),
  revision: needs<{ createdAt: string; updatedAt: string | null }>()(['createdAt', 'updatedAt'], revisionOf),
};

/** The tenant that a row belongs to. */
export const tenant = needs<{ tenantId: string }>()([], (row, _args, { loaders }: Context, info) =>
  loaders.tenantById.load(row.tenantId, info),
);
