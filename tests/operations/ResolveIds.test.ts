import { expect, it } from '@jest/globals';
import { mintUlid } from '../../platform/ids/ulid.ts';
import type { Business } from '../support/business.ts';
import { partnerClaims } from '../support/claims.ts';
import { describeOperation, readOperation } from '../support/operation.ts';
import { refusals } from '../support/refusals.ts';

interface Found {
  readonly __typename: string;
  readonly id: string;
}

interface Data {
  readonly nodes: readonly (Found | null)[];
}

describeOperation<Data>(
  {
    name: 'ResolveIds',
    as: (business) => partnerClaims(business),
    variables: (business) => ({ ids: mixedNodes(business, 85).map(({ id }) => id) }),
    rights: [
      //                        SA AD ME RV AG SV PA P- AN
      ['nodes', /*          */ 'R R R O O R R O R'],
      ['nodes.email', /*    */ 'R R R O R R R . -'],
      ['nodes.activity', /* */ 'R R R R 0 R R - R'],
    ],
  },
  (stage) => {
    it('finds 85 of 100 mixed ids in their order; foreign ones and garbage are null alike (P03)', async () => {
      const { business, other, ask } = stage();
      const mine = mixedNodes(business, 85);
      const foreign = mixedNodes(other, 10).map(({ id }) => id);
      const garbage = ['', 'not-an-id', mintUlid(), `${mintUlid()}0`, business.tenant.id];
      const [first, ...hidden] = [...foreign, ...garbage];
      // One that is not found first and after every sixth that is, so that a shift would show.
      const expected: (Found | null)[] = [null];
      const ids = [first];
      mine.forEach((node, index) => {
        ids.push(index % 3 === 0 ? node.id.toLowerCase() : node.id);
        expected.push(node);
        if (index % 6 !== 5) return;
        ids.push(hidden.shift());
        expected.push(null);
      });
      const { status, data, errors } = await ask({ ids });
      expect({ status, errors, count: ids.length, hidden }).toEqual({
        status: 200,
        errors: [],
        count: 100,
        hidden: [],
      });
      expect(data.nodes).toMatchObject(expected);
    });

    it('tells of each type what a partner keeps of it', async () => {
      const { business, ask } = stage();
      const { leads, content, social, ads, backlinks, plan, work } = business;
      const [lead] = leads.filter(({ source }) => source === 'google_lead_form');
      const [blogPost] = content.blogPosts;
      const [socialPost] = social.posts;
      const asked: readonly ({ readonly refId: string } | undefined)[] = [
        lead,
        blogPost,
        socialPost,
        ads.recommendations[0],
        ads.classifications[2],
        backlinks[0],
        work.reviewers[4],
        plan.periods[0],
        plan.goals[0],
        plan.strategy,
      ];
      const { data } = await ask({ ids: asked.map((row) => row?.refId) });
      expect(data.nodes).toEqual([
        {
          __typename: 'Lead',
          id: lead?.refId,
          label: 'Fay 2 Number 3',
          stateLabel: 'Converted',
          email: lead?.email,
          sourceCampaign: { name: 'Campaign 0' },
        },
        {
          __typename: 'BlogPost',
          id: blogPost?.refId,
          label: 'Article 1',
          stateLabel: 'Published',
          publishedUrl: 'https://www.example.test/article-0',
          channel: { externalUrl: 'https://channel.example.test/0' },
          blogRequest: { deliverable: { name: 'Deliverable 1' } },
        },
        {
          __typename: 'SocialPost',
          id: socialPost?.refId,
          label: 'Whiter teeth 1',
          stateLabel: 'Published',
          platform: 'LINKEDIN',
          publishedUrl: 'https://social.example.test/0',
          platformPostId: 'social-0',
        },
        {
          __typename: 'AdOptimizationRecommendation',
          id: ads.recommendations[0]?.refId,
          label: 'Raise the budget 0',
          stateLabel: 'Pending review',
          campaign: { externalCampaignId: ads.campaigns[0]?.externalCampaignId },
          activity: { id: work.reviewers[1]?.refId, status: 'AWAITING_APPROVAL' },
        },
        {
          __typename: 'SearchTermClassification',
          id: ads.classifications[2]?.refId,
          label: 'dentist 3',
          stateLabel: 'Approved',
          effectiveClassification: 'WATCH',
          report: { searchTerm: 'dentist 3' },
        },
        {
          __typename: 'Backlink',
          id: backlinks[0]?.refId,
          label: 'blog-0.example.net',
          stateLabel: 'Published',
          linkingUrl: backlinks[0]?.linkingUrl,
          isLive: true,
          isIndexed: true,
          outreachStatus: 'PUBLISHED',
        },
        {
          __typename: 'Activity',
          id: work.reviewers[4]?.refId,
          label: 'Review 4',
          stateLabel: 'Completed',
          completedAt: work.reviewers[4]?.completedAt,
          goal: { name: 'Goal 0' },
        },
        {
          __typename: 'DeliverablePeriod',
          id: plan.periods[0]?.refId,
          label: expect.stringMatching(/^Deliverable 0 .*\d{4}-\d\d$/),
          stateLabel: 'In progress',
          completedCount: 2,
          targetCount: 3 * business.factor,
          deliverable: { name: 'Deliverable 0' },
        },
        {
          __typename: 'Goal',
          id: plan.goals[0]?.refId,
          label: 'Goal 0',
          stateLabel: 'Active',
          currentValue: '133.33',
          goalProgress: '33.3',
        },
        { __typename: 'Strategy', id: plan.strategy.refId, label: 'Strategy v2', stateLabel: 'Active' },
      ]);
    });

    it('answers what a partner may not read as it answers what is not there', async () => {
      const { business, ask } = stage();
      const { tenant, run, plan } = business;
      const forbidden = [tenant.contract.refId, run.refId, plan.globalTemplate.refId, tenant.admin.refId];
      const { data, errors } = await ask({ ids: [...forbidden, mintUlid()] });
      expect({ data, errors }).toEqual({ data: { nodes: [null, null, null, null, null] }, errors: [] });
    });

    it('refuses addresses to a partner without the scope for personal data, and the rest stands', async () => {
      const { business, askAs } = stage();
      const [lead, goal] = [business.leads[0], business.plan.goals[0]];
      const { data, errors } = await askAs<Data>(
        partnerClaims(business, 'personal:read'),
        readOperation('ResolveIds'),
        { ids: [goal?.refId, lead?.refId] },
      );
      expect(refusals(errors)).toEqual([{ path: ['nodes', 1, 'email'], code: 'FORBIDDEN' }]);
      expect(data.nodes).toMatchObject([{ label: 'Goal 0' }, { label: lead?.company, email: null, stateLabel: 'New' }]);
    });

    it('takes 100 ids and no more', async () => {
      const { ask } = stage();
      const ids = Array.from({ length: 101 }, () => mintUlid());
      expect((await ask({ ids: ids.slice(1) })).errors).toEqual([]);
      const { data, errors } = await ask({ ids });
      expect({ data, refused: refusals(errors) }).toEqual({
        data: { nodes: null },
        refused: [{ path: ['nodes'], code: 'BAD_USER_INPUT' }],
      });
    });
  },
);

/** So many rows of the business, one of each type after the other: what `nodes` is to say of them. */
function mixedNodes(
  { plan, work, content, social, backlinks, ads, leads, alerts, tenant }: Business,
  count: number,
): Found[] {
  const kinds: [string, readonly { readonly refId: string }[]][] = [
    ['Lead', leads],
    ['BlogPost', content.blogPosts],
    ['SocialPost', social.posts],
    ['AdOptimizationRecommendation', ads.recommendations],
    ['SearchTermClassification', ads.classifications],
    ['Backlink', backlinks],
    ['Activity', [...work.reviewers, alerts.channel]],
    ['DeliverablePeriod', plan.periods],
    ['Goal', plan.goals],
    ['Channel', content.channels],
    ['BlogRequest', content.blogRequests],
    ['SocialMediaRequest', social.requests],
    ['AdCampaign', ads.campaigns],
    ['Deliverable', plan.deliverables],
    ['Strategy', [plan.strategy]],
    ['Tenant', [tenant]],
  ];
  const rounds = Math.max(...kinds.map(([, rows]) => rows.length));
  return Array.from({ length: rounds }, (_, round) =>
    kinds.flatMap(([model, rows]) => {
      const row = rows[round];
      return row === undefined ? [] : [{ __typename: model, id: row.refId }];
    }),
  )
    .flat()
    .slice(0, count);
}
