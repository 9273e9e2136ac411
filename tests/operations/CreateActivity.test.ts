import { expect, it } from '@jest/globals';
import { sql } from '../../platform/database/sql.ts';
import { revisionOf } from '../../platform/ids/revision.ts';
import { mintUlid } from '../../platform/ids/ulid.ts';
import { claimsOf } from '../support/claims.ts';
import { describeOperation, instant, rows, today } from '../support/operation.ts';

interface Stored {
  readonly id: string;
  readonly tenantId: string;
  readonly approvalId: string;
  readonly subjectType: string;
  readonly subjectId: string;
  readonly requestedBy: string;
  readonly expiresAt: string;
  readonly changedAt: string;
}

interface Data {
  readonly createActivity: {
    readonly activity: { readonly id: string; readonly approval: { readonly id: string } | null } | null;
    readonly userErrors: readonly object[];
  } | null;
}

/** A gate, as the explorer's example makes one. */
const gate = {
  title: ' Approve the briefing ',
  type: 'APPROVE',
  priority: 'HIGH',
  dueDate: today,
  assigneeType: 'HUMAN',
  isApprovalGate: true,
};

describeOperation<Data>(
  {
    name: 'CreateActivity',
    as: ({ tenant }) => claimsOf(tenant),
    variables: () => ({ input: gate }),
    rights: [
      //                                            SA AD ME RV AG SV PA P- AN
      ['createActivity', /*                       */ 'R R - - - R - - -'],
      ['createActivity.activity.assigneeUser', /* */ 'R R . . . - . . .'],
    ],
    // Each asking creates an activity of its own, for whoever has the least to decide.
    steady: (data) => JSON.parse(JSON.stringify(data), withoutOwn) as unknown,
  },
  (stage) => {
    it('creates a gate for a reviewer, and the approval that it waits for', async () => {
      const { business, ask } = stage();
      const { tenant } = business;
      const reviewer = await tenant.make.user({ role: 'reviewer', appAccess: ['dm-portal'] }); // who has nothing to decide yet
      const { data } = await ask();
      const [stored] = await rows<Stored>(
        sql`SELECT a.ref_id AS id, a.tenant_id AS "tenantId", p.ref_id AS "approvalId", p.subject_type AS "subjectType",
              p.subject_ref_id AS "subjectId", p.requested_by_user_id AS "requestedBy", ${instant(sql`p.expires_at`)} AS "expiresAt",
              ${instant(sql`coalesce(a.updated_on, a.created_on)`)} AS "changedAt"
            FROM activities a JOIN approvals p ON p.activity_id = a.id WHERE a.assignee_user_id = ${reviewer.id}::uuid`,
      );
      if (stored === undefined) throw new Error('expected the activity and its approval');
      expect(data.createActivity).toEqual({
        activity: {
          ...gate,
          id: stored.id,
          title: 'Approve the briefing',
          assigneeType: undefined,
          status: 'AWAITING_APPROVAL',
          revision: revisionOf({ createdAt: stored.changedAt, updatedAt: null }),
          assigneeUser: { id: reviewer.refId, name: reviewer.name },
          approval: { id: stored.approvalId, status: 'PENDING', expiresAt: stored.expiresAt },
        },
        userErrors: [],
      });
      expect(stored).toMatchObject({
        tenantId: tenant.id,
        subjectType: 'Activity',
        subjectId: stored.id,
        requestedBy: tenant.admin.id,
      });
    });

    it('answers a retry with the same key as it has answered the first time, and creates one activity', async () => {
      const { ask } = stage();
      const title = mintUlid();
      const input = { ...gate, title, idempotencyKey: title };
      const first = await ask({ input });
      const second = await ask({ input });
      expect(first.data.createActivity?.userErrors).toEqual([]);
      expect(second.data).toEqual(first.data);
      const created = await rows(sql`SELECT ref_id AS id FROM activities WHERE title = ${title}`);
      expect(created).toEqual([{ id: first.data.createActivity?.activity?.id }]);
    });

    it('refuses a gate of an agent, and work that was due long ago: nothing is created', async () => {
      const { ask } = stage();
      const title = mintUlid();
      const agents = await ask({ input: { ...gate, title, assigneeType: 'AGENT', assigneeAgentRole: 'copywriter' } });
      const late = await ask({ input: { ...gate, title, dueDate: '2020-01-01' } });
      const errors = [agents, late].map(({ data }) => data.createActivity);
      const invalid = { __typename: 'InputError', code: 'INVALID', retryable: false };
      expect(errors).toEqual([
        {
          activity: null,
          userErrors: [{ ...invalid, message: 'a gate is decided by a person', path: ['input', 'isApprovalGate'] }],
        },
        {
          activity: null,
          userErrors: [
            { ...invalid, message: expect.stringContaining('found 2020-01-01; expected '), path: ['input', 'dueDate'] },
          ],
        },
      ]);
      expect(await rows(sql`SELECT ref_id AS id FROM activities WHERE title = ${title}`)).toEqual([]);
    });
  },
);

/** What differs from one activity to the next. */
function withoutOwn(field: string, value: unknown): unknown {
  return ['id', 'expiresAt', 'revision'].includes(field) ? null : value;
}
