import { describe, expect, it } from '@jest/globals';
import { makeTenant, platformTenant, twoTenants, type CustomerTenant } from '../../../tests/support/make.ts';
import { factoryPool } from '../../../tests/support/make/pool.ts';
import { fetchAs, viewerOf, type Fetch } from '../../../tests/support/reading.ts';
import { contentCalendar, type ContentDay } from './content-calendar.report.ts';

const april = {
  from: '2026-04-01',
  to: '2026-04-30',
  blogPostFields: ['id', 'refId'],
  socialPostFields: ['id', 'refId'],
};

const april29 = '2026-04-29T09:00:00.000Z';
const april30 = '2026-04-30T23:59:59.999Z';
const may1 = '2026-05-01T00:00:00.000Z';

/** Each day with its posts as `kind ULID`. */
function told(days: readonly ContentDay[] | null | undefined) {
  return days?.map(({ date, items }) => [date, ...items.map(({ model, refId }) => `${model} ${refId}`)]);
}

/** One post in each state of each kind, all on one day. */
async function makeEveryState(tenant: CustomerTenant) {
  const open = ['draft', 'writing', 'review', 'approved', 'rejected'] as const;
  await tenant.makeMany.blogPost(open.length, (index) => ({ status: open[index] ?? 'draft', scheduledFor: april29 }));
  await tenant.makeMany.socialPost(open.length, (index) => ({ status: open[index] ?? 'draft', scheduledFor: april29 }));
  await tenant.make.socialPost({ status: 'failed', scheduledFor: april29 });
  return {
    scheduled: await tenant.make.blogPost({ status: 'scheduled', scheduledFor: april30 }),
    published: await tenant.make.socialPost({ status: 'published', publishedAt: april29, scheduledFor: may1 }),
  };
}

describe('the content calendar', () => {
  it('shows scheduled posts when they are due and published ones when they were published, and no others', async () => {
    const tenant = await makeTenant();
    const { scheduled, published } = await makeEveryState(tenant);
    await fetchAs(viewerOf(tenant), async ({ source, log }) => {
      const [days] = await contentCalendar.read(source, april, [tenant]);
      expect(told(days)).toEqual([
        ['2026-04-29', `SocialPost ${published.refId}`],
        ['2026-04-30', `BlogPost ${scheduled.refId}`],
      ]);
      expect(log.count).toBe(2);
    });
  });

  it('holds the whole of its first and last day in UTC, and nothing beyond', async () => {
    const tenant = await makeTenant();
    const instants = ['2026-03-31T23:59:59.999Z', '2026-04-01T00:00:00.000Z', april30, may1];
    const posts = await tenant.makeMany.blogPost(4, (index) => ({
      status: 'published',
      publishedAt: instants[index] ?? null,
    }));
    const days = await fetchAs(viewerOf(tenant), ({ source }) => contentCalendar.read(source, april, [tenant]));
    expect(told(days[0])).toEqual([
      ['2026-04-01', `BlogPost ${posts[1]?.refId}`],
      ['2026-04-30', `BlogPost ${posts[2]?.refId}`],
    ]);
  });

  it('mixes both kinds of post, earliest first, then by id', async () => {
    const tenant = await makeTenant();
    const at = (hour: number) => `2026-04-29T0${hour}:00:00.000Z`;
    const social = await tenant.makeMany.socialPost(3, (index) => ({
      status: 'scheduled',
      scheduledFor: at([5, 9, 9][index] ?? 0),
    }));
    const blog = await tenant.makeMany.blogPost(3, (index) => ({
      status: 'published',
      publishedAt: at([7, 9, 5][index] ?? 0),
    }));
    const [days] = await fetchAs(viewerOf(tenant), ({ source }) => contentCalendar.read(source, april, [tenant]));
    const [five, seven, nine] = [[social[0], blog[2]], [blog[0]], [social[1], social[2], blog[1]]].map((posts) =>
      posts.map((post) => post?.refId).sort(),
    );
    expect(days?.map(({ items }) => items.map(({ refId }) => refId))).toEqual([
      [...(five ?? []), ...(seven ?? []), ...(nine ?? [])],
    ]);
  });

  it('agrees with plain SQL', async () => {
    const tenant = await makeTenant();
    const states = ['scheduled', 'published', 'draft'] as const;
    const day = (index: number) => new Date(Date.parse('2026-03-20') + index * 19 * 3_600_000).toISOString();
    const post = (index: number) => ({
      status: states[index % 3] ?? 'draft',
      scheduledFor: day(index),
      publishedAt: day(index),
    });
    await tenant.makeMany.blogPost(60, post);
    await tenant.makeMany.socialPost(60, post);
    const { rows } = await factoryPool().query<{ date: string; posts: number }>(
      `SELECT (at AT TIME ZONE 'UTC')::date AS date, count(*)::int AS posts FROM (
         SELECT scheduled_for AS at FROM blog_posts WHERE tenant_id = $1 AND status = 'scheduled'
         UNION ALL SELECT published_on FROM blog_posts WHERE tenant_id = $1 AND status = 'published'
         UNION ALL SELECT scheduled_for FROM social_posts WHERE tenant_id = $1 AND status = 'scheduled'
         UNION ALL SELECT published_on FROM social_posts WHERE tenant_id = $1 AND status = 'published') post
       WHERE (at AT TIME ZONE 'UTC')::date BETWEEN '2026-04-01' AND '2026-04-30' GROUP BY 1 ORDER BY 1`,
      [tenant.id],
    );
    const [days] = await fetchAs(viewerOf(tenant), ({ source }) => contentCalendar.read(source, april, [tenant]));
    expect(days?.map(({ date, items }) => ({ date, posts: items.length }))).toEqual(rows);
    expect(rows.length).toBeGreaterThan(20);
  });

  it('is empty where nothing is planned, and where its end comes before its start', async () => {
    const tenant = await makeTenant();
    await tenant.make.blogPost({ status: 'scheduled', scheduledFor: april29 });
    const read = (question: object) =>
      fetchAs(viewerOf(tenant), ({ source }) => contentCalendar.read(source, { ...april, ...question }, [tenant]));
    expect(await read({ from: '2026-06-01', to: '2026-06-30' })).toEqual([[]]);
    expect(await read({ from: '2026-04-30', to: '2026-04-01' })).toEqual([[]]);
  });

  it('is none where its days have more posts than it holds, and nobody else loses theirs', async () => {
    const [busy, idle] = await Promise.all([makeTenant(), makeTenant()]);
    const [blog, social] = [2_000, 3_000];
    const due = { status: 'scheduled', scheduledFor: april29 } as const;
    const channel = await busy.make.channel({ platform: 'wordpress' });
    await busy.makeMany.blogPost(blog, () => ({ ...due, channelId: channel.id }));
    await busy.makeMany.socialPost(social, () => due);
    const one = await idle.make.blogPost(due);
    const platform = await platformTenant();
    const read = () =>
      fetchAs(viewerOf(platform, 'super_admin'), ({ source }) => contentCalendar.read(source, april, [busy, idle]));
    expect((await read()).map((days) => days?.map(({ items }) => items.length))).toEqual([[5_000], [1]]);
    await busy.make.blogPost({ status: 'published', publishedAt: april29 });
    expect((await read()).map(told)).toEqual([undefined, [['2026-04-29', `BlogPost ${one.refId}`]]]);
  });

  it('is read for many tenants by the same two statements, in their order', async () => {
    const tenants = await Promise.all([makeTenant(), makeTenant(), makeTenant()]);
    const posts = await Promise.all(
      tenants.map((tenant) => tenant.make.blogPost({ status: 'scheduled', scheduledFor: april29 })),
    );
    const platform = await platformTenant();
    await fetchAs(viewerOf(platform, 'super_admin'), async ({ source, log }: Fetch) => {
      const calendars = await contentCalendar.read(source, april, tenants);
      expect(calendars.map(told)).toEqual(posts.map(({ refId }) => [['2026-04-29', `BlogPost ${refId}`]]));
      expect(log.count).toBe(2);
    });
  });

  it.each([true, false])('is nothing of another tenant (tenant named in the statement: %s)', async (tenantFilter) => {
    const [mine, theirs] = await twoTenants();
    await theirs.make.blogPost({ status: 'scheduled', scheduledFor: april29 });
    const days = await fetchAs(viewerOf(mine), ({ source }) => contentCalendar.read(source, april, [theirs]), {
      tenantFilter,
    });
    expect(days).toEqual([[]]);
  });
});
