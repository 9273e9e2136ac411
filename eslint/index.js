import { noRawSql } from './no-raw-sql.js';
import { noSelectStar } from './no-select-star.js';
import { requireCastReason } from './require-cast-reason.js';
import { requireDisableReason } from './require-disable-reason.js';

/**
 * The project's own lint rules, plain modules so that ESLint reads them without a build.
 *
 * @type {import('eslint').ESLint.Plugin}
 */
export const leadmetrics = {
  meta: { name: 'leadmetrics' },
  rules: {
    'no-raw-sql': noRawSql,
    'no-select-star': noSelectStar,
    'require-cast-reason': requireCastReason,
    'require-disable-reason': requireDisableReason,
  },
};
