import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from '../../platform/database/sql.ts';
import { mintUlid } from '../../platform/ids/ulid.ts';
import { revisionOf } from '../../platform/ids/revision.ts';
import { personas, type Persona } from '../../platform/identity/viewer.ts';
import { areas, partnerScopes } from '../../platform/policy/policy.ts';
import { claimsOf } from '../support/claims.ts';
import { makeEverybody, type Everybody } from '../support/everybody.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { closeFactories, makeTenant, platformTenant, type CustomerTenant } from '../support/make.ts';
import { approve, makeGate, makeSubmittedWork, type Approved } from './support/gates.ts';
import { send } from './support/send.ts';
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

const nothing = { activity: null, approval: null, nextActivities: null };

/** Sends it, and expects that nothing of the tenant's has changed afterwards. @returns the refusals */
async function refusalsOf(input: object, as = claimsOf(tenant)) {
  const before = await writtenFor(tenant);
  const { data, errors } = await graph.query<Approved>(as, approve, { input });
  expect(errors).toEqual([]);
  const { userErrors, ...payload } = data.approveActivity;
  expect(payload).toEqual(nothing);
  expect(await writtenFor(tenant)).toEqual(before);
  return userErrors;
}

describe('the right to approveActivity', () => {
  let everybody: Everybody;
  beforeAll(async () => {
    everybody = await makeEverybody();
  });

  const allowed: readonly Persona[] = ['super_admin', 'admin', 'reviewer'];

  it('is what the matrix says', () => {
    expect(personas.filter((persona) => areas.approveActivity[persona] !== 'none')).toEqual(allowed);
  });

  it.each(personas)('is decided for a gate of their own: %s', async (persona) => {
    const { id, tenantId } = everybody.users[persona];
    const isOfTenant = tenantId === everybody.tenant.id;
    const { gate } = await makeGate(everybody.tenant, isOfTenant ? { assigneeUserId: id } : {});
    const before = await writtenFor(everybody.tenant);
    const { data, errors } = await everybody.ask<Approved>(
      graph,
      persona,
      approve,
      { input: { id: gate.refId, idempotencyKey: mintUlid() } },
      partnerScopes,
    );
    if (allowed.includes(persona)) {
      expect({ errors, ...data.approveActivity }).toMatchObject({ errors: [], activity: { status: 'APPROVED' } });
      return;
    }
    expect({ data, errors }).toMatchObject({
      data: { approveActivity: null },
      errors: [{ path: ['approveActivity'], extensions: { code: 'FORBIDDEN', retryable: false } }],
    });
    expect(await writtenFor(everybody.tenant)).toEqual(before);
  });
});

describe("a reviewer's approveActivity", () => {
  it("does not find another's gate", async () => {
    const reviewer = await tenant.make.user({ role: 'reviewer' });
    const { gate } = await makeGate(tenant);
    expect(await refusalsOf({ id: gate.refId }, claimsOf(tenant, 'reviewer', { user: reviewer }))).toMatchObject([
      { code: 'NOT_FOUND', path: ['input', 'id'] },
    ]);
  });

  it("does not approve their own work at another's gate", async () => {
    const reviewer = await tenant.make.user({ role: 'reviewer' });
    const { work } = await makeSubmittedWork(tenant, {
      assigneeType: 'human',
      assigneeAgentRole: null,
      assigneeUserId: reviewer.id,
    });
    expect(await refusalsOf({ id: work.refId }, claimsOf(tenant, 'reviewer', { user: reviewer }))).toMatchObject([
      { code: 'NOT_FOUND', path: ['input', 'id'] },
    ]);
  });
});

describe('approveActivity refuses', () => {
  const notFound = {
    __typename: 'InputError',
    code: 'NOT_FOUND',
    message: 'there is no such activity',
    path: ['input', 'id'],
    retryable: false,
  };

  it.each([
    ['an id that nothing has', async () => mintUlid()],
    ["another tenant's", async () => (await makeGate(await makeTenant())).gate.refId],
    ["another type's", async () => (await makeGate(tenant)).approval.refId],
    ['what is no ULID', async () => 'DROP TABLE'],
    ['an empty id', async () => ''],
    ['a UUID', async () => (await makeGate(tenant)).gate.id],
    ['U+0000', async () => 'a\0'],
    ['half a character', async () => '\ud800'],
  ])('in the same words: %s', async (_name, makeId) => {
    const id = await makeId();
    expect(await refusalsOf({ id })).toEqual([notFound]);
  });

  it('a removed activity', async () => {
    const at = new Date().toISOString();
    const { gate } = await makeGate(tenant, { deletedAt: at, deletedById: tenant.admin.id });
    expect(await refusalsOf({ id: gate.refId })).toEqual([
      { ...notFound, code: 'DELETED', message: 'the activity was removed' },
    ]);
  });

  it('a revision that is not the one any more', async () => {
    const { gate } = await makeGate(tenant);
    expect(await refusalsOf({ id: gate.refId, expectedRevision: 'x' })).toEqual([
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

  it.each(['admin', 'another admin'])('a second decision, whatever revision it rests on: %s', async (who) => {
    const { gate } = await makeGate(tenant);
    const user = who === 'admin' ? tenant.admin : await tenant.make.user({ role: 'admin' });
    const input = { id: gate.refId, expectedRevision: revisionOf(gate) };
    await graph.query(claimsOf(tenant), approve, { input });
    expect(await refusalsOf(input, claimsOf(tenant, 'admin', { user }))).toEqual([
      {
        __typename: 'TransitionError',
        code: 'ALREADY_DECIDED',
        message: expect.any(String),
        path: ['input'],
        retryable: false,
        from: 'APPROVED',
        allowed: ['COMPLETED'],
      },
    ]);
  });

  it.each([
    ['created', 'CREATED', ['ASSIGNED', 'AWAITING_APPROVAL', 'CANCELLED']],
    ['assigned', 'ASSIGNED', ['ASSIGNED', 'IN_PROGRESS', 'CANCELLED']],
    ['in_progress', 'IN_PROGRESS', ['AWAITING_APPROVAL', 'COMPLETED', 'FAILED', 'CANCELLED']],
    ['failed', 'FAILED', ['ASSIGNED']],
    ['completed', 'COMPLETED', []],
    ['cancelled', 'CANCELLED', []],
  ] as const)('what does not wait: %s', async (status, from, edges) => {
    const { refId: id } = await tenant.make.activity({ status });
    expect(await refusalsOf({ id })).toEqual([
      {
        __typename: 'TransitionError',
        code: 'INVALID_TRANSITION',
        message: expect.any(String),
        path: ['input'],
        retryable: false,
        from,
        allowed: edges,
      },
    ]);
  });

  it.each([
    ['U+0000', 'a\0b'],
    ['half a character', 'a\ud800b'],
    ['10,001 characters', '\u{1F600}'.repeat(10_001)],
  ])('a note with %s', async (_name, note) => {
    const { gate } = await makeGate(tenant);
    expect(await refusalsOf({ id: gate.refId, note })).toMatchObject([{ code: 'INVALID', path: ['input', 'note'] }]);
  });

  it('a wrong note before it looks for the row', async () => {
    expect(await refusalsOf({ id: mintUlid(), note: '\0' })).toMatchObject([{ path: ['input', 'note'] }]);
  });

  it.each(['status', 'tenantId', 'decidedById'])('a field that the input does not have: %s', async (field) => {
    const { gate } = await makeGate(tenant);
    const before = await writtenFor(tenant);
    const answer = await graph.query(claimsOf(tenant), approve, { input: { id: gate.refId, [field]: 'x' } });
    expect(answer).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
    expect(answer.data ?? null).toBeNull();
    expect(await writtenFor(tenant)).toEqual(before);
  });
});

it.each([
  ['10,000 characters', '\u{1F600}'.repeat(10_000), '\u{1F600}'.repeat(10_000)],
  ['another composition', 'e\u0301', '\u00e9'],
  ['blanks alone', ' \n ', null],
])('approveActivity keeps a note of %s', async (_name, note, kept) => {
  const { gate } = await makeGate(tenant);
  const { data } = await graph.query<Approved>(claimsOf(tenant), approve, { input: { id: gate.refId, note } });
  expect(data.approveActivity.approval?.note).toBe(kept);
});

describe('approveActivity, though the gateway still knows who asks,', () => {
  /** Asks once, so that the gateway knows; then again after the change, with what it knows. */
  async function afterwards(change: () => Promise<unknown>) {
    const { gate } = await makeGate(tenant);
    const ask = (query: string) => send(graph, claimsOf(tenant), query, { input: { id: gate.refId } });
    await send(graph, claimsOf(tenant), '{ viewer { role } }', {});
    await change();
    const before = await writtenFor(tenant);
    const answer = await ask(approve);
    expect(await writtenFor(tenant)).toEqual(before);
    return answer;
  }

  it.each(['suspended', 'cancelled'])('refuses everybody of a tenant that is %s', async (status) => {
    const answer = await afterwards(() =>
      plain(sql`UPDATE tenants SET status = ${status}::tenant_status WHERE id = ${tenant.id}::uuid`),
    );
    expect(answer).toMatchObject({
      data: { approveActivity: null },
      errors: [{ path: ['approveActivity'], extensions: { code: 'TENANT_SUSPENDED', retryable: false } }],
    });
  });

  it('refuses a user who was deactivated', async () => {
    const answer = await afterwards(() =>
      plain(
        sql`UPDATE users SET status = 'deactivated', deleted_on = now(), deleted_by = id WHERE id = ${tenant.admin.id}::uuid`,
      ),
    );
    expect(answer).toMatchObject({
      data: { approveActivity: null },
      errors: [{ path: ['approveActivity'], extensions: { code: 'UNAUTHENTICATED' } }],
    });
  });

  it("refuses a super admin's in a suspended tenant as a matter of the tenant", async () => {
    tenant = await makeTenant({ status: 'suspended' });
    const { gate } = await makeGate(tenant);
    const as = claimsOf(await platformTenant(), 'super_admin');
    expect(await refusalsOf({ id: gate.refId }, as)).toMatchObject([{ code: 'TENANT_INACTIVE', path: ['input'] }]);
  });
});
