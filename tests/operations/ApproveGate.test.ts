import { expect, it } from '@jest/globals';
import { sql } from '../../platform/database/sql.ts';
import { revisionOf } from '../../platform/ids/revision.ts';
import type { Business } from '../support/business.ts';
import { claimsOf } from '../support/claims.ts';
import { describeOperation, rows } from '../support/operation.ts';

interface Activity {
  readonly id: string;
  readonly title: string;
  readonly status: string;
  readonly completedAt: string;
  readonly revision: string;
}

interface Data {
  readonly approveActivity: {
    readonly activity: Activity | null;
    readonly approval: { readonly id: string; readonly decidedAt: string; readonly decidedBy: object | null } | null;
    readonly nextActivities: readonly object[] | null;
    readonly userErrors: readonly object[];
  } | null;
}

/** A gate that the business's reviewer is asked to approve, and an agent's step that waits for it. */
async function makeGate({ tenant, reviewer }: Business) {
  const { make } = tenant;
  const gate = await make.activity({
    title: 'Approve the plan',
    status: 'awaiting_approval',
    assigneeType: 'human',
    assigneeAgentRole: null,
    assigneeUserId: reviewer.id,
    isApprovalGate: true,
  });
  const approval = await make.approval({ activityId: gate.id, subjectType: 'Activity', subjectRefId: gate.refId });
  const next = await make.activity({ title: 'Write', assigneeAgentRole: 'copywriter', status: 'created' });
  await rows(
    sql`INSERT INTO activity_dependencies (tenant_id, activity_id, depends_on_id) VALUES (${tenant.id}::uuid, ${next.id}::uuid, ${gate.id}::uuid)`,
  );
  return { gate, approval, next };
}

describeOperation<Data>(
  {
    name: 'ApproveGate',
    as: ({ tenant }) => claimsOf(tenant),
    variables: async (business) => {
      const { gate } = await makeGate(business);
      return { input: { id: gate.refId, note: 'Fine.' } };
    },
    rights: [
      //                                           SA AD ME RV AG SV PA P- AN
      ['approveActivity', /*                    */ 'R R - R - - - - -'],
      ['approveActivity.approval.decidedBy', /* */ 'R O . O . . . . .'],
      ['approveActivity.nextActivities', /*     */ 'R R . 0 . . . . .'],
    ],
    // Each asking approves a gate of its own.
    steady: (data) => JSON.parse(JSON.stringify(data), withoutOwn) as unknown,
  },
  (stage) => {
    it('decides the approval, finishes the gate and opens the step that waited for it', async () => {
      const { business, ask } = stage();
      const { gate, approval, next } = await makeGate(business);
      const { data } = await ask({ input: { id: gate.refId, note: 'Fine.' } });
      const [stored] = await rows<{ createdAt: string; updatedAt: string }>(
        sql`SELECT created_on AS "createdAt", updated_on AS "updatedAt" FROM activities WHERE id = ${gate.id}::uuid`,
      );
      if (stored === undefined) throw new Error('expected the gate');
      expect(data.approveActivity).toEqual({
        activity: {
          id: gate.refId,
          title: 'Approve the plan',
          status: 'APPROVED',
          completedAt: data.approveActivity?.approval?.decidedAt,
          revision: revisionOf(stored),
        },
        approval: {
          id: approval.refId,
          status: 'APPROVED',
          note: 'Fine.',
          decidedAt: expect.stringMatching(/Z$/),
          decidedBy: { id: business.tenant.admin.refId, name: business.tenant.admin.name },
        },
        nextActivities: [{ id: next.refId, title: 'Write', status: 'ASSIGNED' }],
        userErrors: [],
      });
    });

    it('answers a retry with the same key as it has answered the first time', async () => {
      const { business, ask } = stage();
      const { gate } = await makeGate(business);
      const input = { id: gate.refId, note: 'Fine.', idempotencyKey: gate.refId };
      const first = await ask({ input });
      const second = await ask({ input });
      expect(second.data).toEqual(first.data);
      expect(second.data.approveActivity?.activity?.id).toBe(gate.refId);
    });

    it('explains what it has done in order, with the rows that each statement has changed', async () => {
      const { ask } = stage();
      const { fetches } = await ask();
      const written = fetches
        .flatMap(({ statements }) => statements)
        .map(({ text, rows: count }) => [/^(INSERT INTO|UPDATE) (?:"public"\.)?"?(\w+)/.exec(text)?.[2], count])
        .filter(([table]) => table !== undefined);
      expect(written).toEqual([
        ['activities', 1],
        ['approvals', 1],
        ['activities', 1],
        ['audit_events', 1],
        ['outbox_events', 1],
      ]);
    });

    it('tells that a gate was decided already, and what is still possible', async () => {
      const { business, ask } = stage();
      const { gate } = await makeGate(business);
      await ask({ input: { id: gate.refId } });
      const { data } = await ask({ input: { id: gate.refId } });
      expect(data.approveActivity).toEqual({
        activity: null,
        approval: null,
        nextActivities: null,
        userErrors: [
          {
            __typename: 'TransitionError',
            code: 'ALREADY_DECIDED',
            message: 'it was approved already',
            path: ['input'],
            retryable: false,
            from: 'APPROVED',
            allowed: ['COMPLETED'],
          },
        ],
      });
    });

    it('refuses a decision on a revision that has gone, and tells the one that there is', async () => {
      const { business, ask } = stage();
      const { gate } = await makeGate(business);
      const { data } = await ask({ input: { id: gate.refId, expectedRevision: 'x' } });
      expect(data.approveActivity?.userErrors).toEqual([
        {
          __typename: 'StaleRevisionError',
          code: 'STALE_REVISION',
          message: expect.any(String),
          path: ['input', 'expectedRevision'],
          retryable: true,
          currentRevision: revisionOf(gate),
        },
      ]);
    });
  },
);

/** What differs from one gate to the next. */
function withoutOwn(field: string, value: unknown): unknown {
  return ['id', 'completedAt', 'decidedAt', 'revision'].includes(field) ? null : value;
}
