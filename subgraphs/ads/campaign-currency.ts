import type { GraphQLResolveInfo } from 'graphql';
import type { Context } from './loaders.ts';

/** The currency of every amount under a campaign (docs/api-contract.md#i-35), as ISO 4217 code. */
export async function currencyOf(campaignId: string, { loaders }: Context, info: GraphQLResolveInfo): Promise<string> {
  const { budgetCurrency } = await loaders.campaignById.require(campaignId, info, ['budgetCurrency']);
  return budgetCurrency;
}
