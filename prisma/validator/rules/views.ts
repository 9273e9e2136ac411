import type { Rule } from '../schema.ts';

/** A view reads past row-level security as its owner would, unless it reads as its caller; a materialized one always does. */
export const views: Rule = ({ catalogue }) =>
  catalogue.views
    .filter(({ materialized, securityInvoker }) => materialized || !securityInvoker)
    .map(({ name, materialized }) => ({
      rule: 'views',
      object: name,
      message: materialized
        ? 'is materialized: row-level security cannot hold it'
        : 'reads as its owner, expected WITH (security_invoker)',
    }));
