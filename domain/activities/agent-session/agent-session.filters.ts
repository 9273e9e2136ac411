import { identifier, sql } from '../../../platform/database/sql.ts';
import type { FilterRule } from '../../../platform/paging/filters.ts';

/** Sessions that can still be gone on with, or those that cannot: as `isExpired` tells them apart. */
export const isActive: FilterRule = {
  backed: false,
  condition: (active, _table, { now }) => ({
    where: (alias) => {
      const expiresAt = sql`${identifier(alias)}.expires_at`;
      const instant = sql`${now.toISOString()}::timestamptz`;
      return active === true
        ? sql`(${expiresAt} IS NULL OR ${expiresAt} > ${instant})`
        : sql`${expiresAt} <= ${instant}`;
    },
  }),
};
