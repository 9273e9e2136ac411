import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from '../../platform/database/sql.ts';
import { claimsOf } from '../support/claims.ts';
import { appUrl } from '../support/database.ts';
import { standardLimits, startGateway, type TestGateway } from '../support/gateway.ts';
import type { TestGatewayOptions } from '../support/gateway-options.ts';
import { closeFactories, makeTenant, type CustomerTenant } from '../support/make.ts';
import { create, crowded, workOf, type Created } from './support/create.ts';
import { approve, makeGate, makeSubmittedWork, type Approved } from './support/gates.ts';
import { hold } from './support/held.ts';
import { send } from './support/send.ts';
import { plain, writtenFor } from './support/written.ts';

let graph: TestGateway;
let tenant: CustomerTenant;
beforeAll(async () => {
  graph = await startGateway({ limits: patient });
});
beforeEach(async () => {
  tenant = await makeTenant();
});
afterAll(async () => {
  await graph.close();
  await closeFactories();
});

/** Longer than others hold a row on a busy machine. */
const patient = { commands: { ...standardLimits.commands, lockTimeoutMs: 60_000 } };

const decide = (id: string, on: TestGateway = graph) =>
  send<Approved>(on, claimsOf(tenant), approve, { input: { id } });

/** Runs on a gateway of its own. */
async function on(options: TestGatewayOptions, work: (own: TestGateway) => Promise<void>): Promise<void> {
  const own = await startGateway(options);
  try {
    await work(own);
  } finally {
    await own.close();
  }
}

/** Codes of what decisions were refused with, and null for one that was carried out; in the alphabet's order. */
function outcomesOf(answers: readonly { readonly data: Approved; readonly errors: readonly unknown[] }[]): unknown[] {
  expect(answers.flatMap(({ errors }) => errors)).toEqual([]);
  return answers.map(({ data }) => data.approveActivity.userErrors[0]?.['code'] ?? null).sort();
}

/** Lets decisions come to a held row together, then lets them go on. */
async function together(gateId: string, ids: readonly string[]) {
  const held = await hold(sql`SELECT 1 FROM activities WHERE id = ${gateId}::uuid FOR UPDATE`);
  const answers = Promise.all(ids.map((id) => decide(id)));
  try {
    await held.waitedForBy(1);
  } finally {
    await held.rollback();
  }
  return answers;
}

describe('writers at once', () => {
  it('of one gate: one decides, the others are told that it was decided', async () => {
    const { gate } = await makeGate(tenant);
    const answers = await together(gate.id, [gate.refId, gate.refId, gate.refId, gate.refId]);
    expect(outcomesOf(answers)).toEqual(['ALREADY_DECIDED', 'ALREADY_DECIDED', 'ALREADY_DECIDED', null]);
    const { approvals, audit_events: audit, outbox_events: outbox } = await writtenFor(tenant);
    expect([approvals.length, audit.length, outbox.length]).toEqual([1, 1, 1]);
  });

  it('of one approval, by the work and by its gate: one decides', async () => {
    const { work, gate } = await makeSubmittedWork(tenant);
    const answers = await together(gate.id, [work.refId, gate.refId, work.refId, gate.refId]);
    expect(outcomesOf(answers)).toEqual(['ALREADY_DECIDED', 'ALREADY_DECIDED', 'ALREADY_DECIDED', null]);
    const { activities, audit_events: audit } = await writtenFor(tenant);
    expect([activities.map(({ status }) => status), audit.length]).toEqual([['approved', 'approved'], 1]);
  });

  it('of two gates that a step waits for: the last of them opens it, and only once', async () => {
    const [{ gate: one }, { gate: other }] = [await makeGate(tenant), await makeGate(tenant)];
    const step = await tenant.make.activity({ status: 'created' });
    await plain(
      sql`INSERT INTO activity_dependencies (tenant_id, activity_id, depends_on_id)
        SELECT ${tenant.id}::uuid, ${step.id}::uuid, unnest(${[one.id, other.id]}::uuid[])`,
    );
    // Both have decided by the time that either looks for what is ready.
    const held = await hold(sql`SELECT 1 FROM approvals WHERE tenant_id = ${tenant.id}::uuid FOR UPDATE`);
    const answers = Promise.all([decide(one.refId), decide(other.refId)]);
    try {
      await held.waitedForBy(2);
    } finally {
      await held.rollback();
    }
    expect(outcomesOf(await answers)).toEqual([null, null]);
    const opened = (await answers).flatMap(({ data }) => data.approveActivity.nextActivities ?? []);
    expect(opened).toEqual([{ id: step.refId, status: 'ASSIGNED' }]);
  });

  it('20 of them over 2 connections all write: no request holds two', async () => {
    await on({ ...crowded, connections: 2 }, async (own) => {
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          send<Created>(own, claimsOf(tenant), create, workOf(`Work ${index}`, null)),
        ),
      );
      expect(answers.flatMap(({ errors }) => errors)).toEqual([]);
      const ids = answers.map(({ data }) => data.createActivity.activity?.id);
      expect((await writtenFor(tenant)).activities.map(({ ref_id }) => ref_id)).toEqual(ids.sort());
    });
  });
});

describe('two mutations of one operation', () => {
  it('run one after the other: the second sees the first', async () => {
    const { gate } = await makeGate(tenant);
    const twice = `mutation ($input: ApproveActivityInput!) {
      first: approveActivity(input: $input) { activity { status } userErrors { code } }
      second: approveActivity(input: $input) { activity { status } userErrors { code ... on TransitionError { from } } }
    }`;
    const { data, errors } = await graph.query(claimsOf(tenant), twice, { input: { id: gate.refId } });
    expect({ data, errors }).toEqual({
      errors: [],
      data: {
        first: { activity: { status: 'APPROVED' }, userErrors: [] },
        second: { activity: null, userErrors: [{ code: 'ALREADY_DECIDED', from: 'APPROVED' }] },
      },
    });
  });

  it('each show what it has left, and the first what it was then', async () => {
    const first = await makeGate(tenant);
    const gate = await tenant.make.activity({
      status: 'created',
      assigneeType: 'human',
      assigneeAgentRole: null,
      assigneeUserId: tenant.admin.id,
      isApprovalGate: true,
    });
    await plain(
      sql`INSERT INTO activity_dependencies (tenant_id, activity_id, depends_on_id) VALUES (${tenant.id}::uuid, ${gate.id}::uuid, ${first.gate.id}::uuid)`,
    );
    const both = `mutation ($first: ID!, $second: ID!) {
      first: approveActivity(input: { id: $first }) { nextActivities { id status } userErrors { code } }
      second: approveActivity(input: { id: $second }) { activity { id status } userErrors { code } }
    }`;
    const { data } = await graph.query(claimsOf(tenant), both, { first: first.gate.refId, second: gate.refId });
    expect(data).toEqual({
      first: { nextActivities: [{ id: gate.refId, status: 'AWAITING_APPROVAL' }], userErrors: [] },
      second: { activity: { id: gate.refId, status: 'APPROVED' }, userErrors: [] },
    });
  });
});

describe('a command', () => {
  it('that waits for a row for too long may be sent again, and has changed nothing', async () => {
    const { gate } = await makeGate(tenant);
    const before = await writtenFor(tenant);
    const held = await hold(sql`SELECT 1 FROM activities WHERE id = ${gate.id}::uuid FOR UPDATE`);
    try {
      await on({ limits: { commands: { ...standardLimits.commands, lockTimeoutMs: 100 } } }, async (own) => {
        expect(await decide(gate.refId, own)).toMatchObject({
          data: { approveActivity: null },
          errors: [{ path: ['approveActivity'], extensions: { code: 'TIMEOUT', retryable: true } }],
        });
      });
    } finally {
      await held.rollback();
    }
    expect(await writtenFor(tenant)).toEqual(before);
    expect(outcomesOf([await decide(gate.refId)])).toEqual([null]);
  });

  it('that PostgreSQL stops to end a deadlock is tried again as a whole', async () => {
    let statements: number | undefined;
    while (statements === undefined) {
      const { gate, approval } = await makeGate(tenant);
      const held = await hold(sql`SELECT 1 FROM approvals WHERE id = ${approval.id}::uuid FOR UPDATE`);
      const answer = graph.query<Approved>(claimsOf(tenant), approve, { input: { id: gate.refId } });
      await held.waitedForBy();
      // Whoever has waited for a second first is stopped: on a busy machine that may be the other one, and then it is done anew.
      const isStopped = await held.run(sql`SELECT 1 FROM activities WHERE id = ${gate.id}::uuid FOR UPDATE`).then(
        () => false,
        () => true,
      );
      await held.rollback();
      expect(outcomesOf([await answer])).toEqual([null]);
      if (!isStopped) ({ statements } = await answer);
    }
    // The three of the attempt that was stopped come on top.
    expect(statements).toBe(16);
    const { audit_events: audit, approvals } = await writtenFor(tenant);
    expect(audit.length).toBe(approvals.length);
  });

  it('that fails to be serialized is tried again as a whole', async () => {
    const url = new URL(appUrl());
    url.searchParams.set('options', '-c default_transaction_isolation=repeatable\\ read');
    await on({ databaseUrl: url.href, limits: patient }, async (own) => {
      const { gate } = await makeGate(tenant);
      const held = await hold(sql`UPDATE activities SET title = 'Changed meanwhile' WHERE id = ${gate.id}::uuid`);
      const answer = own.query<Approved>(claimsOf(tenant), approve, { input: { id: gate.refId } });
      await held.waitedForBy();
      await held.commit();
      expect(outcomesOf([await answer])).toEqual([null]);
      expect((await answer).statements).toBe(16);
      expect((await writtenFor(tenant)).activities).toMatchObject([{ title: 'Changed meanwhile', status: 'approved' }]);
    });
  });

  it('whose client hangs up before it commits leaves nothing', async () => {
    const { gate } = await makeGate(tenant);
    const before = await writtenFor(tenant);
    const held = await hold(sql`SELECT 1 FROM activities WHERE id = ${gate.id}::uuid FOR UPDATE`);
    const hangUp = new AbortController();
    const input = { id: gate.refId, idempotencyKey: 'k' };
    const lost = send(graph, claimsOf(tenant), approve, { input }, { signal: hangUp.signal }).catch(() => 'hung up');
    await held.waitedForBy();
    hangUp.abort();
    expect(await lost).toBe('hung up');
    await held.rollback();
    expect(await settled(gate.id)).toEqual(before);
  });

  it('whose time is over before it commits leaves nothing, and says that nobody knows', async () => {
    const { gate } = await makeGate(tenant);
    const before = await writtenFor(tenant);
    await on({ limits: { operationTimeoutMs: 300 } }, async (own) => {
      await send(own, claimsOf(tenant), '{ viewer { role } }', {});
      const held = await hold(sql`SELECT 1 FROM activities WHERE id = ${gate.id}::uuid FOR UPDATE`);
      try {
        expect(await decide(gate.refId, own)).toMatchObject({
          status: 504,
          errors: [{ extensions: { code: 'TIMEOUT', retryable: false } }],
        });
      } finally {
        await held.rollback();
      }
      expect(await settled(gate.id)).toEqual(before);
    });
  });
});

/** What is written once nobody has the row any more: whoever waited for it has it by then, and gives it up. */
async function settled(activityId: string) {
  const last = await hold(sql`SELECT 1 FROM activities WHERE id = ${activityId}::uuid FOR UPDATE`);
  await last.rollback();
  return writtenFor(tenant);
}
