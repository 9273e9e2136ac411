import { identifier, sql } from '../../../platform/database/sql.ts';
import { instants, type FilterRule } from '../../../platform/paging/filters.ts';

const range = instants('decidedAt');

/**
 * When an approval left `pending`. Says so in words of its own too, so that idx_approvals_decided serves it
 * (docs/api-contract.md#15-lists-and-their-indexes).
 */
export const decidedWithin: FilterRule = {
  ...range,
  condition: async (value, table, facts) => {
    const within = await range.condition(value, table, facts);
    if (within === 'nothing' || !('where' in within)) return within;
    return { where: (alias) => sql`${identifier(alias)}.status <> 'pending' AND ${within.where(alias)}` };
  },
};
