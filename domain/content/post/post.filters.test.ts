import { describe, expect, it } from '@jest/globals';
import { pages } from '../../../platform/batching/loaders.ts';
import { compile } from '../../../platform/database/sql.ts';
import { tables } from '../../../platform/database/tables.ts';
import { instants } from '../../../platform/paging/filters.ts';
import { makeTenant } from '../../../tests/support/make.ts';
import { fetchAs, select, viewerOf } from '../../../tests/support/reading.ts';
import { inStatus } from './post.filters.ts';

const posts = pages(tables.blogPost, {
  parent: 'tenantId',
  filter: { status: inStatus, scheduledFor: instants('scheduledFor') },
});
const page = select('{ nodes { id } totalCount }');

describe('posts in some states', () => {
  it('are those in any of them', async () => {
    const tenant = await makeTenant();
    const states = ['draft', 'scheduled', 'published', 'scheduled'] as const;
    const made = await tenant.makeMany.blogPost(4, (index) => ({ status: states[index] ?? 'draft' }));
    await fetchAs(viewerOf(tenant), async ({ source }) => {
      const listed = async (status: string[]) => {
        const { nodes, totalCount } = await posts(source).load(tenant, { filter: { status } }, page);
        expect(totalCount).toBe(nodes.length);
        return nodes.map(({ refId }) => refId);
      };
      const newest = (...indexes: number[]) => indexes.map((index) => made[index]?.refId);
      expect(await listed(['scheduled'])).toEqual(newest(3, 1));
      expect(await listed(['scheduled', 'scheduled'])).toEqual(newest(3, 1));
      expect(await listed(['draft'])).toEqual(newest(0));
      expect(await listed(['draft', 'scheduled'])).toEqual(newest(3, 1, 0));
      expect(await listed([])).toEqual([]);
    });
  });

  it('back a range of `scheduledFor`, in whose order SCHEDULED ones then stand', async () => {
    const tenant = await makeTenant();
    const due = ['2026-04-03T00:00:00.000Z', '2026-04-01T00:00:00.000Z', '2026-04-02T00:00:00.000Z'];
    const made = await tenant.makeMany.blogPost(3, (index) => ({
      status: 'scheduled',
      scheduledFor: due[index] ?? null,
    }));
    const filter = { status: ['scheduled'], scheduledFor: { from: due[1], to: due[0] } };
    const { nodes } = await fetchAs(viewerOf(tenant), ({ source }) => posts(source).load(tenant, { filter }, page));
    expect(nodes.map(({ refId }) => refId)).toEqual([made[2]?.refId, made[1]?.refId]);
  });

  it('name SCHEDULED in the words of its index', async () => {
    const condition = await inStatus.condition(['scheduled'], tables.blogPost, {
      now: new Date(),
      resolveId: async () => null,
    });
    if (condition === 'nothing' || !('where' in condition)) throw new Error('expected one condition on each row');
    expect(compile(condition.where('t'))).toMatchObject({ text: `"t".status = 'scheduled'`, values: [] });
  });
});
