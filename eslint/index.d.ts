import type { ESLint, Rule } from 'eslint';

export declare const leadmetrics: ESLint.Plugin & {
  rules: Record<'no-raw-sql' | 'no-select-star' | 'require-cast-reason' | 'require-disable-reason', Rule.RuleModule>;
};
