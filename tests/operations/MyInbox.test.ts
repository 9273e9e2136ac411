import { expect, it } from '@jest/globals';
import { sql } from '../../platform/database/sql.ts';
import { claimsOf } from '../support/claims.ts';
import { everyNode, type Page } from '../support/every-node.ts';
import { describeOperation, rows } from '../support/operation.ts';

interface Item {
  readonly id: string;
  readonly title: string;
  readonly deliverable: { readonly name: string } | null;
  readonly goal: { readonly name: string } | null;
}

interface Data {
  readonly viewer: { readonly user: { readonly inbox: Page<Item> & { readonly totalCount: number } } };
}

describeOperation<Data>(
  {
    name: 'MyInbox',
    as: ({ tenant, reviewer }) => claimsOf(tenant, 'reviewer', { user: reviewer }),
    variables: () => ({ first: 100 }),
  },
  (stage) => {
    it("answers the rows of the seed's query and those without a period: gates, then URGENT to LOW, then due (F03)", async () => {
      const { business, ask } = stage();
      const { data } = await ask();
      const expected = await rows(
        sql`SELECT a.ref_id AS id, a.title, upper(a.type::text) AS type, upper(a.priority::text) AS priority,
              a.is_approval_gate AS "isApprovalGate", d.name AS deliverable, g.name AS goal, a.due_date AS "dueDate"
            FROM activities a LEFT JOIN deliverable_periods dp ON dp.id = a.deliverable_period_id
              LEFT JOIN deliverables d ON d.id = dp.deliverable_id LEFT JOIN goals g ON g.id = a.goal_id
            WHERE a.tenant_id = ${business.tenant.id}::uuid AND a.assignee_user_id = ${business.reviewer.id}::uuid
              AND a.status IN ('created', 'awaiting_approval') AND a.deleted_on IS NULL
            ORDER BY a.is_approval_gate DESC, a.priority DESC, a.due_date, a.ref_id`,
      );
      const items = data.viewer.user.inbox.nodes;
      const flat = items.map((item) => ({
        ...item,
        deliverable: item.deliverable?.name ?? null,
        goal: item.goal?.name ?? null,
      }));
      expect(flat).toMatchObject(expected);
      expect(items).toHaveLength(expected.length);
      expect(data.viewer.user.inbox.totalCount).toBe(expected.length);
    });

    it('holds the alert that has no period, with what it is about', async () => {
      const { business, ask } = stage();
      const { data } = await ask();
      const [alert] = data.viewer.user.inbox.nodes.filter(({ id }) => id === business.work.alert.refId);
      expect(alert).toMatchObject({
        title: 'The strategy ends soon',
        deliverable: null,
        deliverablePeriod: null,
        goal: null,
        subject: { __typename: 'Strategy', label: 'Strategy v2', stateLabel: 'Active' },
      });
    });

    it('is the same a page of one at a time (F03)', async () => {
      const { ask } = stage();
      const whole = (await ask()).data.viewer.user.inbox.nodes.map(({ id }) => id);
      const single = await everyNode<Item>(async (after) => (await ask({ first: 1, after })).data.viewer.user.inbox);
      expect(single.map(({ id }) => id)).toEqual(whole);
    });
  },
);
