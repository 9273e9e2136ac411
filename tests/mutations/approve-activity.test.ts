import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from '../../platform/database/sql.ts';
import { mintUlid } from '../../platform/ids/ulid.ts';
import { revisionOf } from '../../platform/ids/revision.ts';
import { claimsOf } from '../support/claims.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { closeFactories, makeTenant, platformTenant, type CustomerTenant } from '../support/make.ts';
import { approve, makeGate, makeSubmittedWork, waitFor, type Approved } from './support/gates.ts';
import { plain, writtenFor } from './support/written.ts';

let graph: TestGateway;
let tenant: CustomerTenant;
beforeAll(async () => {
  graph = await startGateway();
});
beforeEach(async () => {
  tenant = await makeTenant();
});
afterAll(async () => {
  await graph.close();
  await closeFactories();
});

const instant = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

async function approved(id: string, more: object = {}, headers: Record<string, string> = {}) {
  const answer = await graph.query<Approved>(claimsOf(tenant), approve, { input: { id, ...more } }, headers);
  expect({ errors: answer.errors, userErrors: answer.data.approveActivity.userErrors }).toEqual({
    errors: [],
    userErrors: [],
  });
  return { ...answer.data.approveActivity, statements: answer.statements };
}

describe('approveActivity', () => {
  it('approves a gate, with what its payload shows', async () => {
    const { gate, approval } = await makeGate(tenant);
    expect(await approved(gate.refId, { note: ' Fine. ', expectedRevision: revisionOf(gate) })).toEqual({
      activity: { id: gate.refId, status: 'APPROVED', completedAt: instant },
      approval: { id: approval.refId, status: 'APPROVED', note: 'Fine.', decidedBy: { id: tenant.admin.refId } },
      nextActivities: [],
      userErrors: [],
      statements: 13,
    });
  });

  it('takes an id in lower case', async () => {
    const { gate } = await makeGate(tenant);
    expect((await approved(gate.refId.toLowerCase())).activity).toMatchObject({ id: gate.refId, status: 'APPROVED' });
  });

  it.each(['work', 'gate'] as const)('approves a work and its gate together, by the id of the %s', async (named) => {
    const made = await makeSubmittedWork(tenant);
    const { activity, approval } = await approved(made[named].refId);
    expect([activity?.id, approval?.id]).toEqual([made[named].refId, made.approval.refId]);
    const { activities, approvals, audit_events: audit, outbox_events: outbox } = await writtenFor(tenant);
    expect(activities.map(({ ref_id, status, completed_on }) => [ref_id, status, completed_on !== null])).toEqual([
      [made.work.refId, 'approved', false],
      [made.gate.refId, 'approved', true],
    ]);
    expect(approvals).toMatchObject([{ status: 'approved', decided_by: tenant.admin.id, note: null }]);
    expect([audit.length, outbox.length]).toEqual([1, 1]);
  });

  it('leaves whatever else the rows hold as it was', async () => {
    const { gate } = await makeGate(tenant, { title: 'Ein "Titel"', inputData: { deep: [1, { a: null }] } });
    const before = await writtenFor(tenant);
    await approved(gate.refId);
    const after = await writtenFor(tenant);
    const decided = after.approvals[0]?.['decided_on'];
    const changed = { updated_by: tenant.admin.id, updated_on: decided };
    expect(after.activities).toEqual([
      { ...before.activities[0], ...changed, status: 'approved', completed_on: decided },
    ]);
    expect(after.approvals).toEqual([
      { ...before.approvals[0], ...changed, status: 'approved', decided_by: tenant.admin.id, decided_on: decided },
    ]);
  });

  it('keeps what was changed, by whom and from where, in one audit row', async () => {
    const { gate, approval } = await makeGate(tenant);
    const headers = { 'user-agent': 'Browser/1.0 (of a test)', 'x-request-id': `test-${mintUlid()}` };
    await approved(gate.refId, { note: 'Good', idempotencyKey: 'k' }, headers);
    const { audit_events: audit, approvals, activities } = await writtenFor(tenant);
    const [decision] = await plain<{ at: string; xact: string }>(
      sql`SELECT to_char(decided_on AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at, xmin::text AS xact FROM approvals WHERE id = ${approval.id}::uuid`,
    );
    expect(audit).toEqual([
      {
        id: expect.any(String),
        ref_id: expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{26}$/),
        tenant_id: tenant.id,
        xact: Number(decision?.xact),
        command: 'approveActivity',
        actor_persona: 'admin',
        actor_ref_id: tenant.admin.refId,
        client_ref_id: null,
        request_id: headers['x-request-id'],
        ip: '127.0.0.1',
        user_agent: 'Browser/1.0 (of a test)',
        changes: [
          {
            type: 'Activity',
            id: gate.refId,
            fields: { status: ['awaiting_approval', 'approved'], completedAt: [null, decision?.at] },
          },
          {
            type: 'Approval',
            id: approval.refId,
            fields: {
              status: ['pending', 'approved'],
              decidedById: [null, tenant.admin.id],
              decidedAt: [null, decision?.at],
              note: [null, 'Good'],
            },
          },
        ],
        created_by: tenant.admin.id,
        created_on: expect.any(String),
      },
    ]);
    expect(approvals[0]?.['updated_on']).toBe(activities[0]?.['updated_on']);
  });

  it('tells of it in one event', async () => {
    const { gate, approval } = await makeGate(tenant);
    await approved(gate.refId, { note: 'not told' });
    const { outbox_events: outbox, audit_events: audit } = await writtenFor(tenant);
    expect(outbox).toEqual([
      {
        id: expect.any(String),
        ref_id: expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{26}$/),
        tenant_id: tenant.id,
        xact: audit[0]?.['xact'],
        kind: 'activity.approved',
        subject_type: 'Activity',
        subject_ref_id: gate.refId,
        payload: { approval: approval.refId },
        created_by: tenant.admin.id,
        created_on: expect.any(String),
      },
    ]);
  });

  it('keeps no more of the user agent than the audit has room for', async () => {
    const { gate } = await makeGate(tenant);
    await approved(gate.refId, {}, { 'user-agent': 'a'.repeat(1_500) });
    expect((await writtenFor(tenant)).audit_events[0]?.['user_agent']).toBe(`${'a'.repeat(999)}…`);
  });

  it('opens the steps that waited for it, each as its kind is', async () => {
    const { gate } = await makeGate(tenant);
    const human = { assigneeType: 'human', assigneeAgentRole: null, assigneeUserId: tenant.admin.id } as const;
    const agents = await tenant.make.activity({ status: 'created' });
    const next = await tenant.make.activity({ ...human, status: 'created', isApprovalGate: true });
    const persons = await tenant.make.activity({ ...human, status: 'created' });
    for (const step of [agents, next, persons]) await waitFor(step, gate);
    const { nextActivities } = await approved(gate.refId);
    expect(nextActivities).toEqual([
      { id: agents.refId, status: 'ASSIGNED' },
      { id: next.refId, status: 'AWAITING_APPROVAL' },
      { id: persons.refId, status: 'CREATED' },
    ]);
    expect((await writtenFor(tenant)).approvals[1]).toMatchObject({
      status: 'pending',
      activity_id: next.id,
      subject_type: 'Activity',
      subject_ref_id: next.refId,
      requested_by_type: 'system',
      created_by: tenant.admin.id,
      decided_by: null,
    });
    expect((await approved(next.refId)).activity).toMatchObject({ id: next.refId, status: 'APPROVED' });
  });

  it('leaves a step closed that waits for another one too, until that is done', async () => {
    const [{ gate: one }, { gate: other }] = [await makeGate(tenant), await makeGate(tenant)];
    const step = await tenant.make.activity({ status: 'created' });
    await waitFor(step, one, other);
    expect((await approved(one.refId)).nextActivities).toEqual([]);
    expect((await approved(other.refId)).nextActivities).toEqual([{ id: step.refId, status: 'ASSIGNED' }]);
  });

  it('leaves steps closed that were removed, were begun already or wait for something else', async () => {
    const [{ gate }, { gate: other }] = [await makeGate(tenant), await makeGate(tenant)];
    const at = new Date().toISOString();
    const removed = await tenant.make.activity({ status: 'created', deletedAt: at, deletedById: tenant.admin.id });
    const begun = await tenant.make.activity({ status: 'in_progress' });
    const elsewhere = await tenant.make.activity({ status: 'created' });
    await waitFor(removed, gate);
    await waitFor(begun, gate);
    await waitFor(elsewhere, other);
    expect((await approved(gate.refId)).nextActivities).toEqual([]);
    const { activities } = await writtenFor(tenant);
    const states = new Map(activities.map(({ ref_id, status }) => [ref_id, status]));
    expect([removed, begun, elsewhere].map(({ refId }) => states.get(refId))).toEqual([
      'created',
      'in_progress',
      'created',
    ]);
  });
});

describe("a super admin's approveActivity", () => {
  it.each([
    ['without a header', false],
    ["with the tenant's header", true],
  ])('acts in the tenant of the row, %s, and the audit there names them', async (_name, named) => {
    const platform = await platformTenant();
    const { gate } = await makeGate(tenant);
    const headers: Record<string, string> = named ? { 'x-leadmetrics-tenant': tenant.slug } : {};
    const as = claimsOf(platform, 'super_admin');
    const { data, errors } = await graph.query<Approved>(as, approve, { input: { id: gate.refId } }, headers);
    expect({ errors, ...data.approveActivity }).toMatchObject({
      errors: [],
      userErrors: [],
      activity: { id: gate.refId, status: 'APPROVED' },
      approval: { decidedBy: { id: platform.admin.refId } },
    });
    expect((await writtenFor(tenant)).audit_events).toMatchObject([
      { actor_persona: 'super_admin', actor_ref_id: platform.admin.refId, created_by: platform.admin.id },
    ]);
  });

  it("does not reach another tenant than the header's", async () => {
    const [platform, other] = [await platformTenant(), await makeTenant()];
    const { gate } = await makeGate(tenant);
    const before = await writtenFor(tenant);
    const { data } = await graph.query<Approved>(
      claimsOf(platform, 'super_admin'),
      approve,
      { input: { id: gate.refId } },
      { 'x-leadmetrics-tenant': other.slug },
    );
    expect(data.approveActivity.userErrors).toMatchObject([{ code: 'NOT_FOUND', path: ['input', 'id'] }]);
    expect(await writtenFor(tenant)).toEqual(before);
  });
});
