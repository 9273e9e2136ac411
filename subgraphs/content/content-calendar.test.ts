import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { readSubgraphEntries } from '../../gateway/supergraph.ts';
import { claimsOf } from '../../tests/support/claims.ts';
import { startGateway, type TestGateway } from '../../tests/support/gateway.ts';
import { makeTenant, type CustomerTenant } from '../../tests/support/make.ts';

const content = {
  name: 'content',
  routingUrl: 'http://127.0.0.1:4104/graphql',
  schemaFile: './subgraphs/content/schema.graphql',
};
let graph: TestGateway;

beforeAll(async () => {
  graph = await startGateway({ entries: [...readSubgraphEntries().filter(({ name }) => name !== 'content'), content] });
});
afterAll(() => graph.close());

const calendar = (range: string, selection: string) =>
  `{ viewer { tenant { contentCalendar(range: { ${range} }) ${selection} } } }`;
const april = 'from: "2026-04-01", to: "2026-04-30"';

/** One scheduled blog post and one published social post on each of so many days of April. */
async function makeApril(tenant: CustomerTenant, days: number) {
  const at = (index: number) => new Date(Date.UTC(2026, 3, 1 + index, 9)).toISOString();
  const blog = await tenant.makeMany.blogPost(days, (index) => ({ status: 'scheduled', scheduledFor: at(index) }));
  const social = await tenant.makeMany.socialPost(days, (index) => ({ status: 'published', publishedAt: at(index) }));
  return { blog, social };
}

it('selects of each kind of post what was asked for, through fragments and aliases', async () => {
  const tenant = await makeTenant();
  const { blog, social } = await makeApril(tenant, 1);
  const { data, errors } = await graph.query(
    claimsOf(tenant),
    `${calendar(april, '{ on: date items { __typename ...Item } again: items { ... on Node { id } } }')}
     fragment Item on CalendarItem { ... on Summarized { label stateLabel } ...Blog ... on SocialPost { platform socialStatus: status request { id } } }
     fragment Blog on BlogPost { title blogStatus: status scheduledFor publishedAt }`,
  );
  expect(errors).toEqual([]);
  const items = [
    {
      __typename: 'BlogPost',
      label: blog[0]?.title,
      stateLabel: 'Scheduled',
      title: blog[0]?.title,
      blogStatus: 'SCHEDULED',
      scheduledFor: '2026-04-01T09:00:00.000Z',
      publishedAt: null,
    },
    {
      __typename: 'SocialPost',
      label: 'Topic 1',
      stateLabel: 'Published',
      platform: 'LINKEDIN',
      socialStatus: 'PUBLISHED',
      request: { id: expect.any(String) },
    },
  ];
  const again = [{ id: blog[0]?.refId }, { id: social[0]?.refId }];
  expect(data).toEqual({ viewer: { tenant: { contentCalendar: [{ on: '2026-04-01', items, again }] } } });
});

it('costs the same at ten times the posts', async () => {
  const [few, many] = await Promise.all([makeTenant(), makeTenant()]);
  await makeApril(few, 2);
  await makeApril(many, 20);
  const query = calendar(april, '{ date items { ... on Summarized { label } } }');
  const [small, large] = [await graph.query(claimsOf(few), query), await graph.query(claimsOf(many), query)];
  const days = Array.from({ length: 20 }, () => ({
    items: [{ label: expect.any(String) }, { label: expect.any(String) }],
  }));
  expect(large.data).toMatchObject({ viewer: { tenant: { contentCalendar: days } } });
  expect(large.statements).toBe(small.statements);
});

it.each([
  ['from: "2026-04-01"', 'expected "from" and "to"'],
  ['to: "2026-04-01", from: null', 'expected "from" and "to"'],
  ['from: "2026-05-01", to: "2026-07-02"', 'expected at most 62'],
])('refuses the range { %s }', async (range, words) => {
  const tenant = await makeTenant();
  const { data, errors } = await graph.query(claimsOf(tenant), calendar(range, '{ date }'));
  expect(data).toEqual({ viewer: { tenant: { contentCalendar: null } } });
  expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  expect(errors[0]?.message).toContain(words);
});

it('refuses days with more posts than a calendar holds, and says how many it holds', async () => {
  const tenant = await makeTenant();
  const channel = await tenant.make.channel({ platform: 'wordpress' });
  await tenant.makeMany.blogPost(5_001, () => ({
    channelId: channel.id,
    status: 'scheduled',
    scheduledFor: '2026-04-10T09:00:00.000Z',
  }));
  const { data, errors } = await graph.query(claimsOf(tenant), calendar(april, '{ date }'));
  expect(data).toEqual({ viewer: { tenant: { contentCalendar: null } } });
  expect(errors).toMatchObject([
    { message: '"range" holds more than 5000 posts; expected fewer days', extensions: { code: 'BAD_USER_INPUT' } },
  ]);
});

it('takes 62 days', async () => {
  const tenant = await makeTenant();
  const { data, errors } = await graph.query(
    claimsOf(tenant),
    calendar('from: "2026-05-01", to: "2026-07-01"', '{ date }'),
  );
  expect({ data, errors }).toEqual({ data: { viewer: { tenant: { contentCalendar: [] } } }, errors: [] });
});

it('is kept from partners without the scope', async () => {
  const tenant = await makeTenant();
  const user = await tenant.make.user({ kind: 'service', email: null });
  const asPartner = (scopes: string[]) =>
    graph.query(claimsOf(tenant, 'partner', { user, scopes }), calendar(april, '{ date }'));
  expect((await asPartner([])).errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  expect((await asPartner(['content:read'])).errors).toEqual([]);
});
