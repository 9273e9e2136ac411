import { money } from '../../platform/graph/money.ts';
import type { AdTotalsResolvers } from './generated/resolvers.ts';

export const AdTotals: AdTotalsResolvers = {
  spend: ({ spend, currency }) => money(spend, currency),
  wastedSpend: ({ wastedSpend, currency }) => money(wastedSpend, currency),
};
