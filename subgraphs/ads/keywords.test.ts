import { describe, expect, it } from '@jest/globals';
import { makeTenant } from '../../tests/support/make.ts';
import { viewerOf } from '../../tests/support/reading.ts';
import { askSubgraph } from '../../tests/support/subgraph.ts';
import { subgraph } from './index.ts';

const ask = askSubgraph(subgraph);

describe('keywords', () => {
  it('tell their bid and figures in the currency of their campaign', async () => {
    const tenant = await makeTenant();
    const { id: campaignId, refId } = await tenant.make.adCampaign({ budgetCurrency: 'EUR' });
    await tenant.make.adKeyword({ campaignId, text: 'a', matchType: 'phrase', status: 'removed', bidAmount: '0.1250' });
    await tenant.make.adKeyword({
      campaignId,
      text: 'b',
      performanceSnapshot: { clicks: 3, cpc: 1.5, quality_score: 9 },
    });
    const { data, statements } = await ask(
      viewerOf(tenant),
      `query ($id: ID!) { adKeywords(filter: { campaignId: $id }) { nodes { text bid { amount currency } performance { clicks cpc { amount currency } roas spend { amount } qualityScore } } }
        adCampaign(id: $id) { keywords(filter: { status: [REMOVED], matchType: [PHRASE, EXACT] }) { nodes { text } } } }`,
      { id: refId },
    );
    expect(data).toEqual({
      adKeywords: {
        nodes: [
          {
            text: 'b',
            bid: null,
            performance: {
              clicks: 3,
              cpc: { amount: '1.5', currency: 'EUR' },
              roas: null,
              spend: null,
              qualityScore: 9,
            },
          },
          { text: 'a', bid: { amount: '0.1250', currency: 'EUR' }, performance: null },
        ],
      },
      adCampaign: { keywords: { nodes: [{ text: 'a' }] } },
    });
    expect(statements.count).toBe(5); // filter's id, both lists, the campaign, the currency
  });

  it('by state alone are refused at the root', async () => {
    const { errors } = await ask(
      viewerOf(await makeTenant()),
      '{ adKeywords(filter: { status: [ACTIVE] }) { totalCount } }',
    );
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  });
});
