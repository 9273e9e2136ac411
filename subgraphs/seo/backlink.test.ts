import { beforeAll, describe, expect, it } from '@jest/globals';
import type { ActivityRow, BacklinkRow, DeliverableRow } from '../../platform/database/tables.ts';
import type { Persona } from '../../platform/identity/viewer.ts';
import { makeTenant, twoTenants, type CustomerTenant } from '../../tests/support/make.ts';
import { viewerOf } from '../../tests/support/reading.ts';
import { askSubgraph } from '../../tests/support/subgraph.ts';
import { subgraph } from './index.ts';

const ask = askSubgraph(subgraph);
const raw = { items: [{ is_lost: true }] };

let tenant: CustomerTenant;
let activity: ActivityRow;
let deliverable: DeliverableRow;
let backlink: BacklinkRow;

beforeAll(async () => {
  tenant = await makeTenant();
  activity = await tenant.make.activity();
  deliverable = await tenant.make.deliverable({ deletedAt: new Date().toISOString(), deletedById: tenant.admin.id });
  backlink = await tenant.make.backlink({
    linkingUrl: 'https://www.TradeWeekly.example/articles/1',
    linkedUrl: 'https://www.example.com/guide',
    outreachStatus: 'outreach_sent',
    linkType: 'ugc',
    domainAuthority: 40,
    isLive: false,
    isIndexed: true,
    lastCheckedAt: '2026-04-01T06:00:00.000Z',
    dataforseoCheckResult: { httpStatus: 404, raw },
    activityId: activity.id,
    deliverableId: deliverable.id,
  });
});

describe('a backlink', () => {
  it('tells the page that links, the page linked to, and what the last check found', async () => {
    const { data, errors } = await ask(
      viewerOf(tenant),
      `{ backlink(id: "${backlink.refId.toLowerCase()}") { __typename id label stateLabel tenant { id } linkingUrl linkedUrl linkingDomain
        domainAuthority linkType outreachStatus isLive lastCheckedAt notes createdBy { id } updatedBy { id } revision
        lastCheck { checkedAt httpStatus isLive isIndexed raw } } }`,
    );
    expect(errors).toEqual([]);
    expect(data).toEqual({
      backlink: {
        __typename: 'Backlink',
        id: backlink.refId,
        label: 'tradeweekly.example',
        stateLabel: 'Outreach sent',
        tenant: { id: tenant.refId },
        linkingUrl: 'https://www.TradeWeekly.example/articles/1',
        linkedUrl: 'https://www.example.com/guide',
        linkingDomain: 'tradeweekly.example',
        domainAuthority: 40,
        linkType: 'UGC',
        outreachStatus: 'OUTREACH_SENT',
        isLive: false,
        lastCheckedAt: '2026-04-01T06:00:00.000Z',
        notes: null,
        createdBy: { id: tenant.admin.refId },
        updatedBy: null,
        revision: Date.parse(backlink.createdAt).toString(36),
        lastCheck: { checkedAt: '2026-04-01T06:00:00.000Z', httpStatus: 404, isLive: false, isIndexed: true, raw },
      },
    });
  });

  it('has no check until the first one', async () => {
    const { refId } = await tenant.make.backlink();
    const { data } = await ask(viewerOf(tenant), `{ backlink(id: "${refId}") { isLive lastCheck { raw } } }`);
    expect(data).toEqual({ backlink: { isLive: null, lastCheck: null } });
  });

  it("shows the service's answer to super admins, admins and analysts only", async () => {
    const query = `{ backlink(id: "${backlink.refId}") { lastCheck { httpStatus raw } } }`;
    expect((await ask(viewerOf(tenant, 'analyst'), query)).data).toEqual({
      backlink: { lastCheck: { httpStatus: 404, raw } },
    });
    for (const persona of ['member', 'reviewer', 'agent', 'service', 'partner'] satisfies Persona[]) {
      const { data, errors } = await ask(viewerOf(tenant, persona), query);
      expect(data).toEqual({ backlink: { lastCheck: { httpStatus: 404, raw: null } } });
      expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' }, path: ['backlink', 'lastCheck', 'raw'] }]);
    }
  });

  it('names its deliverable, removed or not, and its activity to those who may see that work', async () => {
    const query = `{ backlink(id: "${backlink.refId}") { deliverable { id } activity { id } } }`;
    const named = { deliverable: { id: deliverable.refId }, activity: { id: activity.refId } };
    expect(await ask(viewerOf(tenant), query)).toMatchObject({ data: { backlink: named }, statements: { count: 3 } });
    const reviewer = await tenant.make.user({ role: 'reviewer' });
    const toReviewer = await ask(viewerOf(tenant, 'reviewer', { user: reviewer }), query);
    expect(toReviewer).toMatchObject({ data: { backlink: { ...named, activity: null } }, errors: [] });
    const toPartner = await ask(viewerOf(tenant, 'partner'), query);
    expect(toPartner).toMatchObject({
      data: { backlink: { ...named, activity: null } },
      errors: [{ extensions: { code: 'FORBIDDEN' }, path: ['backlink', 'activity'] }],
    });
  });

  it('is found when removed, and never by another tenant', async () => {
    const [mine, theirs] = await twoTenants();
    const { refId } = await mine.make.backlink({ deletedAt: new Date().toISOString(), deletedById: mine.admin.id });
    const query = `query ($keys: [_Any!]!) { backlink(id: "${refId}") { id } _entities(representations: $keys) { ... on Backlink { label } } }`;
    const keys = [{ __typename: 'Backlink', id: refId }];
    expect((await ask(viewerOf(mine), query, { keys })).data).toEqual({
      backlink: { id: refId },
      _entities: [{ label: 'blog.example.net' }],
    });
    expect((await ask(viewerOf(theirs), query, { keys })).data).toEqual({ backlink: null, _entities: [null] });
  });
});
