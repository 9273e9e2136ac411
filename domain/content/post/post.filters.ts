import { identifier, sql } from '../../../platform/database/sql.ts';
import { anyOf, type FilterRule } from '../../../platform/paging/filters.ts';

const anyStatus = anyOf('status', { backed: true, probed: true });

/** Posts in any of the states. SCHEDULED alone is said in the very words of idx_…_posts_scheduled, which keeps `scheduledFor`'s order. */
export const inStatus: FilterRule = {
  backed: true,
  condition: (value, table, facts) => {
    const statuses = new Set(value as readonly unknown[]); // the schema types the argument as a list
    if (statuses.size > 1 || !statuses.has('scheduled')) return anyStatus.condition(value, table, facts);
    return { where: (alias) => sql`${identifier(alias)}.status = 'scheduled'` };
  },
};
