import { tables } from '../database/tables.ts';
import { revisionOf } from '../ids/revision.ts';
import type { GraphContext } from './context.ts';
import { needs } from './fields.ts';

/**
 * Fields that every record has (docs/data-model.md#base-record-fields), for subgraphs in which tenants and users are another's:
 * who did something may be a platform principal, who is nobody to a tenant (docs/api-contract.md#i-25).
 */
export const recordFields = {
  tenant: needs<{ tenantId: string | null }>()([], ({ tenantId }, _args, { references }: GraphContext) =>
    references.to(tables.tenant, tenantId),
  ),
  createdBy: needs<{ createdById: string | null }>()(
    ['createdById'],
    ({ createdById }, _args, { references }: GraphContext) => references.to(tables.user, createdById),
  ),
};

/** Records that change. */
export const mutableFields = {
  ...recordFields,
  updatedBy: needs<{ updatedById: string | null }>()(
    ['updatedById'],
    ({ updatedById }, _args, { references }: GraphContext) => references.to(tables.user, updatedById),
  ),
  revision: needs<{ createdAt: string; updatedAt: string | null }>()(['createdAt', 'updatedAt'], revisionOf),
};

/** Records that are removed without being lost. */
export const removableFields = {
  ...mutableFields,
  deletedBy: needs<{ deletedById: string | null }>()(
    ['deletedById'],
    ({ deletedById }, _args, { references }: GraphContext) => references.to(tables.user, deletedById),
  ),
};
