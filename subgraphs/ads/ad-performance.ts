import type { Performance } from '../../domain/ads/ad-campaign/performance.rules.ts';
import { money } from '../../platform/graph/money.ts';
import type { AdPerformanceResolvers } from './generated/resolvers.ts';

/** Figures of a campaign or keyword, and the currency of their amounts, which is read only where one is selected. */
export interface PerformanceFacts extends Performance {
  readonly currency: () => string | Promise<string>;
}

export const AdPerformance: AdPerformanceResolvers = {
  cpc: async ({ cpc, currency }) => (cpc === null ? null : money(cpc, await currency())),
  spend: async ({ spend, currency }) => (spend === null ? null : money(spend, await currency())),
};
