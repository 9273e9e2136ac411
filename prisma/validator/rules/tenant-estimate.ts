import type { Rule } from '../schema.ts';

const expected = 'n_distinct=100';

/**
 * PostgreSQL expects a hundredth of each table's rows in a tenant, partitions included: what it reckons itself is the average, by
 * which it sorts what a large tenant has in order already (ADR 17).
 */
export const tenantEstimate: Rule = ({ catalogue }) =>
  catalogue.tables
    .filter(({ columns }) => columns.some(({ name, options }) => name === 'tenant_id' && !options.includes(expected)))
    .map(({ name }) => ({
      rule: 'tenant estimate',
      object: name,
      message: `the planner's estimate of tenant_id is its own, expected ${expected}: CALL app.estimate('${name}', 'tenant_id', 100)`,
    }));
