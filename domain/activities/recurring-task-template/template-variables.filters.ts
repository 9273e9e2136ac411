import { identifier, sql } from '../../../platform/database/sql.ts';
import type { FilterRule } from '../../../platform/paging/filters.ts';

/** Tasks that lack a required variable, or those that lack none: the rule `missingVariables` in SQL. */
export const lacksVariables: FilterRule = {
  backed: false,
  condition: (lacking) => ({
    where: (alias) => {
      const missing = sql`EXISTS (
        SELECT 1 FROM jsonb_array_elements(${identifier(alias)}.variables) variable
        WHERE variable -> 'required' = 'true' AND jsonb_typeof(variable -> 'key') = 'string'
          AND coalesce(${identifier(alias)}.variable_values -> (variable ->> 'key'), 'null') = 'null')`;
      return lacking === true ? missing : sql`NOT ${missing}`;
    },
  }),
};
