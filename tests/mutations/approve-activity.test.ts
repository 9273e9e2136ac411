import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { revisionOf } from '../../platform/ids/revision.ts';
import { claimsOf } from '../support/claims.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { closeFactories, makeTenant, type CustomerTenant } from '../support/make.ts';

const approve = `mutation Approve($input: ApproveActivityInput!) {
  approveActivity(input: $input) {
    activity { id status completedAt }
    approval { id status note decidedBy { id } }
    nextActivities { id status }
    userErrors { __typename code message path retryable ... on TransitionError { from allowed } ... on StaleRevisionError { currentRevision } }
  }
}`;

interface Approved {
  readonly approveActivity: {
    readonly activity: { readonly id: string; readonly status: string } | null;
    readonly approval: { readonly id: string } | null;
    readonly nextActivities: readonly { readonly id: string; readonly status: string }[] | null;
    readonly userErrors: readonly Readonly<Record<string, unknown>>[];
  };
}

let graph: TestGateway;
beforeAll(async () => {
  graph = await startGateway();
});
afterAll(async () => {
  await graph.close();
  await closeFactories();
});

async function makeGate(tenant: CustomerTenant) {
  const gate = await tenant.make.activity({
    status: 'awaiting_approval',
    assigneeType: 'human',
    assigneeAgentRole: null,
    assigneeUserId: tenant.admin.id,
    isApprovalGate: true,
  });
  const approval = await tenant.make.approval({
    activityId: gate.id,
    subjectType: 'Activity',
    subjectRefId: gate.refId,
  });
  return { gate, approval };
}

describe('approveActivity', () => {
  it('approves a gate', async () => {
    const tenant = await makeTenant();
    const { gate, approval } = await makeGate(tenant);
    const answer = await graph.query<Approved>(claimsOf(tenant), approve, {
      input: { id: gate.refId, note: ' Fine. ' },
    });
    expect(answer.errors).toEqual([]);
    expect(answer.data.approveActivity).toEqual({
      activity: { id: gate.refId, status: 'APPROVED', completedAt: expect.stringMatching(/Z$/) },
      approval: { id: approval.refId, status: 'APPROVED', note: 'Fine.', decidedBy: { id: tenant.admin.refId } },
      nextActivities: [],
      userErrors: [],
    });
    expect(answer.statements).toBe(13);
  });

  it('tells of a revision that is not the one any more', async () => {
    const tenant = await makeTenant();
    const { gate } = await makeGate(tenant);
    const { data } = await graph.query<Approved>(claimsOf(tenant), approve, {
      input: { id: gate.refId, expectedRevision: 'x' },
    });
    expect(data.approveActivity.userErrors).toEqual([
      expect.objectContaining({
        code: 'STALE_REVISION',
        currentRevision: revisionOf(gate),
        path: ['input', 'expectedRevision'],
      }),
    ]);
  });
});
