import { beforeAll, describe, expect, it } from '@jest/globals';
import { makeTenant, twoTenants, type CustomerTenant } from '../../tests/support/make.ts';
import { viewerOf } from '../../tests/support/reading.ts';
import { askSubgraph } from '../../tests/support/subgraph.ts';
import { subgraph } from './index.ts';

const ask = askSubgraph(subgraph);

let tenant: CustomerTenant;
let campaign: string;
let ids: string[];
let verdicts: string[];
let activity: string;

/** A page of those rows, in this order, of a list that holds no others. */
function pageOf(all: readonly string[], places: readonly number[]) {
  return { nodes: places.map((place) => ({ id: all[place] })), totalCount: places.length };
}

beforeAll(async () => {
  tenant = await makeTenant();
  const parent = await tenant.make.adCampaign({ budgetCurrency: 'USD' });
  const work = await tenant.make.activity();
  [campaign, activity] = [parent.refId, work.refId];
  const days = [
    ['2026-03-01', '2026-03-31'],
    ['2026-03-15', '2026-04-14'],
    ['2026-04-01', '2026-04-30'],
    ['2026-04-01', '2026-04-15'],
  ];
  const reports = await tenant.makeMany.searchTermReport(4, (index) => ({
    campaignId: parent.id,
    searchTerm: `term ${index}`,
    dateFrom: days[index]?.[0] ?? '',
    dateTo: days[index]?.[1] ?? '',
    cost: ['3.0000', '1.0000', '4.0000', '2.0000'][index] ?? '',
    clicks: [5, 5, 1, 9][index] ?? 0,
    conversions: ['0.00', '0.25', '0.00', '3.00'][index] ?? '',
  }));
  const classified = await tenant.makeMany.searchTermClassification(3, (index) => ({
    reportId: reports[index]?.id ?? '',
    activityId: work.id,
    classification: (['keyword', 'watch', 'keyword'] as const)[index] ?? 'skip',
    status: (['pending_review', 'approved', 'rejected'] as const)[index] ?? 'pushed',
    ...(index === 1 ? { overrideClassification: 'skip', reviewedById: tenant.admin.id } : {}),
  }));
  ids = reports.map(({ refId }) => refId);
  verdicts = classified.map(({ refId }) => refId);
});

/** Arguments of a list; a condition or an order that is empty is left out. */
function listArguments(conditions: string, orderBy: string): string {
  const given = [conditions && `filter: { ${conditions} }`, orderBy && `orderBy: { ${orderBy} }`].filter(
    (part) => part !== '',
  );
  return given.length === 0 ? '' : `(${given.join(', ')})`;
}

describe('search terms of a campaign', () => {
  it.each([
    ['', '', [3, 2, 1, 0]],
    ['', 'field: COST', [2, 0, 3, 1]],
    ['', 'field: CLICKS, direction: ASC', [2, 0, 1, 3]],
    ['classificationStatus: [APPROVED, PENDING_REVIEW]', '', [1, 0]],
    ['classificationStatus: []', '', []],
    ['unclassified: true', '', [3]],
    ['unclassified: false', '', [2, 1, 0]],
    ['noConversions: true', '', [2, 0]],
    ['noConversions: false', '', [3, 1]],
    ['dateRange: { from: "2026-03-15", to: "2026-04-30" }', '', [3, 2, 1]],
    ['dateRange: { to: "2026-04-15" }', '', [3, 1, 0]],
    ['dateRange: { from: "2026-04-01" }', '', [3, 2]],
    ['dateRange: {}', 'field: COST, direction: ASC', [1, 3, 0, 2]],
  ])('where "%s" by "%s" stand as they should, from the root too', async (conditions, orderBy, expected) => {
    const { data, errors } = await ask(
      viewerOf(tenant),
      `query ($id: ID!) {
        adCampaign(id: $id) { searchTerms${listArguments(conditions, orderBy)} { nodes { id } totalCount } }
        searchTermReports${listArguments(`campaignId: $id ${conditions}`, orderBy)} { nodes { id } totalCount } }`,
      { id: campaign },
    );
    const page = pageOf(ids, expected);
    expect([data, errors]).toEqual([{ adCampaign: { searchTerms: page }, searchTermReports: page }, []]);
  });

  it.each([
    '(filter: { noConversions: true })',
    '(filter: { unclassified: false })',
    '(filter: { classificationStatus: [PUSHED] })',
    '(filter: { dateRange: { from: "2026-01-01" } })',
    '(orderBy: { field: COST })',
    '(orderBy: { field: CLICKS })',
  ])('%s want their campaign beside it at the root', async (args) => {
    const { data, errors } = await ask(viewerOf(tenant), `{ searchTermReports${args} { nodes { id } } }`);
    expect(data).toEqual({ searchTermReports: null });
    expect(errors).toMatchObject([
      {
        message: expect.stringMatching(/expected one of these filters beside it: campaignId$/),
        extensions: { code: 'BAD_USER_INPUT' },
      },
    ]);
  });

  it("cost what they cost in the campaign's currency; a page of them takes four statements", async () => {
    const { data, statements } = await ask(
      viewerOf(tenant),
      `query ($id: ID!) { searchTermReports(filter: { campaignId: $id }, first: 2) { nodes { searchTerm cost { amount currency } dateTo
        campaign { name } classification { classification status } } } }`,
      { id: campaign },
    );
    expect(data).toEqual({
      searchTermReports: {
        nodes: [
          {
            searchTerm: 'term 3',
            cost: { amount: '2.0000', currency: 'USD' },
            dateTo: '2026-04-15',
            campaign: { name: 'Campaign 1' },
            classification: null,
          },
          {
            searchTerm: 'term 2',
            cost: { amount: '4.0000', currency: 'USD' },
            dateTo: '2026-04-30',
            campaign: { name: 'Campaign 1' },
            classification: { classification: 'KEYWORD', status: 'REJECTED' },
          },
        ],
      },
    });
    expect(statements.count).toBe(4); // the filter's id, the page, its campaigns, its classifications
  });
});

describe('classifications', () => {
  it.each([
    ['', [2, 1, 0]],
    ['(filter: { status: [REJECTED, PENDING_REVIEW] })', [2, 0]],
    ['(filter: { campaignId: $campaign, classification: [KEYWORD] })', [2, 0]],
    ['(filter: { activityId: $activity, classification: [WATCH] })', [1]],
    ['(filter: { status: [APPROVED], classification: [SKIP] })', []],
  ])('%s stand newest first', async (args, expected) => {
    const { data, errors } = await ask(
      viewerOf(tenant),
      `query ($campaign: ID, $activity: ID) { searchTermClassifications${args} { nodes { id } totalCount }
        all: searchTermClassifications(filter: { campaignId: $campaign, activityId: $activity }) { totalCount } }`,
      { campaign, activity },
    );
    const searchTermClassifications = pageOf(verdicts, expected);
    expect([data, errors]).toEqual([{ searchTermClassifications, all: { totalCount: 3 } }, []]);
  });

  it('by class alone are refused at the root and taken under an activity', async () => {
    const root = await ask(
      viewerOf(tenant),
      '{ searchTermClassifications(filter: { classification: [SKIP] }) { totalCount } }',
    );
    expect(root.errors).toMatchObject([
      { message: expect.stringMatching(/: status, campaignId, activityId$/), extensions: { code: 'BAD_USER_INPUT' } },
    ]);
    const { data } = await ask(
      viewerOf(tenant),
      `query ($keys: [_Any!]!) { _entities(representations: $keys) { ... on Activity {
        searchTermClassifications(filter: { classification: [KEYWORD], status: [REJECTED, APPROVED] }) { nodes { id } } } } }`,
      { keys: [{ __typename: 'Activity', id: activity }] },
    );
    expect(data).toEqual({ _entities: [{ searchTermClassifications: { nodes: [{ id: verdicts[2] }] } }] });
  });

  it('are named by their search term and tell whose verdict counts', async () => {
    const { data, statements } = await ask(
      viewerOf(tenant),
      `query ($id: ID!) { searchTermClassification(id: $id) { label stateLabel effectiveClassification overrideClassification
        report { id } activity { id } reviewedBy { id } pushResult } }`,
      { id: verdicts[1] },
    );
    expect(data).toEqual({
      searchTermClassification: {
        label: 'term 1',
        stateLabel: 'Approved',
        effectiveClassification: 'SKIP',
        overrideClassification: 'SKIP',
        report: { id: ids[1] },
        activity: { id: activity },
        reviewedBy: { id: tenant.admin.refId },
        pushResult: null,
      },
    });
    expect(statements.count).toBe(4);
  });

  it("hide work that is not the reviewer's own", async () => {
    const user = await tenant.make.user({ role: 'reviewer' });
    const { data } = await ask(
      viewerOf(tenant, 'reviewer', { user }),
      'query ($id: ID!) { searchTermClassification(id: $id) { label activity { id } } }',
      { id: verdicts[0] },
    );
    expect(data).toEqual({ searchTermClassification: { label: 'term 0', activity: null } });
  });
});

it('of another tenant are not found, nor under its campaign', async () => {
  const [mine, theirs] = await twoTenants();
  const campaign = await theirs.make.adCampaign();
  const report = await theirs.make.searchTermReport({ campaignId: campaign.id });
  const { data, errors } = await ask(
    viewerOf(mine),
    'query ($id: ID!, $campaign: ID!) { searchTermReport(id: $id) { id } searchTermReports(filter: { campaignId: $campaign }) { totalCount } }',
    { id: report.refId, campaign: campaign.refId },
  );
  expect([data, errors]).toEqual([{ searchTermReport: null, searchTermReports: { totalCount: 0 } }, []]);
});
