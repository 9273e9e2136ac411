import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from '../../platform/database/sql.ts';
import { StatementLog } from '../../platform/database/statement-log.ts';
import { approveActivity } from '../../domain/activities/activity/approve-activity.ts';
import { claimsOf } from '../support/claims.ts';
import { standardLimits, startGateway, type TestGateway } from '../support/gateway.ts';
import { closeFactories, makeTenant, type CustomerTenant } from '../support/make.ts';
import { nowhere } from '../support/origin.ts';
import { viewerOf } from '../support/reading.ts';
import { create, crowded, workOf, type Created } from './support/create.ts';
import { approve, makeGate, type Approved } from './support/gates.ts';
import { hold } from './support/held.ts';
import { send, type Sent } from './support/send.ts';
import { plain, writtenFor } from './support/written.ts';

let graph: TestGateway;
let tenant: CustomerTenant;
beforeAll(async () => {
  graph = await startGateway({ ...crowded, limits: { ...crowded.limits, commands: standardLimits.commands } });
});
beforeEach(async () => {
  tenant = await makeTenant();
});
afterAll(async () => {
  await graph.close();
  await closeFactories();
});

const reused = {
  activity: null,
  userErrors: [
    {
      code: 'IDEMPOTENCY_KEY_REUSED',
      message: expect.any(String),
      path: ['input', 'idempotencyKey'],
      retryable: false,
    },
  ],
};

async function createdAs(as: ReturnType<typeof claimsOf>, variables: object) {
  const { data, errors } = await graph.query<Created>(as, create, variables);
  expect(errors).toEqual([]);
  return data.createActivity;
}

const created = (variables: object) => createdAs(claimsOf(tenant), variables);

describe('a key that was used', () => {
  it('answers the same again, and nothing is done', async () => {
    const first = await created(workOf('Once', 'k'));
    const before = await writtenFor(tenant);
    expect(before.activities).toMatchObject([{ ref_id: first.activity?.id, title: 'Once' }]);
    expect(await created(workOf('Once', 'k'))).toEqual(first);
    expect(await writtenFor(tenant)).toEqual(before);
  });

  it('answers the same whatever order the input is written in, and what is null beside what is left out', async () => {
    const [one, other] = [
      { title: 'T', type: 'WRITE', assigneeType: 'HUMAN', inputData: { a: 1, b: { c: 2, d: 3 } }, idempotencyKey: 'k' },
      { idempotencyKey: 'k', inputData: { b: { d: 3, c: 2 }, a: 1 }, assigneeType: 'HUMAN', type: 'WRITE', title: 'T' },
    ];
    const first = await created({ input: one });
    expect(first.userErrors).toEqual([]);
    expect(await created({ input: other })).toEqual(first);
    expect((await writtenFor(tenant)).activities).toHaveLength(1);
  });

  it('answers a decision with what was decided, read as it is now', async () => {
    const { gate, approval } = await makeGate(tenant);
    const input = { id: gate.refId, note: 'Yes', idempotencyKey: 'k' };
    const ask = () => graph.query<Approved>(claimsOf(tenant), approve, { input });
    const first = (await ask()).data.approveActivity;
    expect((await ask()).data.approveActivity).toEqual(first);
    await plain(sql`UPDATE approvals SET note = 'Changed' WHERE id = ${approval.id}::uuid`);
    expect((await ask()).data.approveActivity).toEqual({
      ...first,
      approval: { ...first.approval, note: 'Changed' },
    });
  });

  it('is refused for another input', async () => {
    await created(workOf('One', 'k'));
    const before = await writtenFor(tenant);
    expect(await created(workOf('Another', 'k'))).toEqual(reused);
    expect(await writtenFor(tenant)).toEqual(before);
  });

  it('is refused for another mutation', async () => {
    await created(workOf('One', 'k'));
    const { gate } = await makeGate(tenant);
    const before = await writtenFor(tenant);
    const { data } = await graph.query<Approved>(claimsOf(tenant), approve, {
      input: { id: gate.refId, idempotencyKey: 'k' },
    });
    expect(data.approveActivity.userErrors).toMatchObject([{ code: 'IDEMPOTENCY_KEY_REUSED' }]);
    expect(await writtenFor(tenant)).toEqual(before);
  });

  it("is refused for another user's same input", async () => {
    await created(workOf('One', 'k'));
    const other = claimsOf(tenant, 'admin', { user: await tenant.make.user({ role: 'admin' }) });
    const before = await writtenFor(tenant);
    expect(await createdAs(other, workOf('One', 'k'))).toEqual(reused);
    expect(await writtenFor(tenant)).toEqual(before);
  });

  it("is another one in another tenant, and where its case is another's", async () => {
    const other = await makeTenant();
    const answers = [
      await created(workOf('One', 'k')),
      await createdAs(claimsOf(other), workOf('One', 'k')),
      await created(workOf('One', 'K')),
    ];
    expect(new Set(answers.map(({ activity }) => activity?.id)).size).toBe(3);
  });

  it('tells nothing of what it stands for once the tenant is suspended', async () => {
    await created(workOf('One', 'k'));
    await plain(sql`UPDATE tenants SET status = 'suspended' WHERE id = ${tenant.id}::uuid`);
    const { errors } = await graph.query(claimsOf(tenant), create, workOf('One', 'k'));
    expect(errors).toMatchObject([{ path: ['createActivity'], extensions: { code: 'TENANT_SUSPENDED' } }]);
  });
});

describe('a key', () => {
  it.each([
    ['nothing', ''],
    ['256 characters', 'k'.repeat(256)],
    ['a blank', 'a b'],
    ['a control character', 'a\n'],
    ['U+0000', 'a\0'],
    ['other letters than of ASCII', 'schlüssel'],
  ])('is refused for what it is: %s', async (_name, key) => {
    const before = await writtenFor(tenant);
    expect(await created(workOf('One', key))).toMatchObject({
      activity: null,
      userErrors: [{ code: 'INVALID', path: ['input', 'idempotencyKey'], retryable: false }],
    });
    expect(await writtenFor(tenant)).toEqual(before);
  });

  it('may be 255 visible characters', async () => {
    const key = `!~${'k'.repeat(253)}`;
    const first = await created(workOf('One', key));
    expect(first.userErrors).toEqual([]);
    expect(await created(workOf('One', key))).toEqual(first);
  });

  it('is free again after a refused command', async () => {
    const { gate } = await makeGate(tenant);
    const input = { id: gate.refId, expectedRevision: 'x', idempotencyKey: 'k' };
    const ask = (given: object) => graph.query<Approved>(claimsOf(tenant), approve, { input: given });
    expect((await ask(input)).data.approveActivity.userErrors).toMatchObject([{ code: 'STALE_REVISION' }]);
    expect((await writtenFor(tenant)).idempotency_keys).toEqual([]);
    expect((await ask({ ...input, expectedRevision: null })).data.approveActivity).toMatchObject({
      activity: { status: 'APPROVED' },
      userErrors: [],
    });
  });

  it('that a transaction holds for longer than a command waits is in progress', async () => {
    const held = await hold(
      sql`INSERT INTO idempotency_keys (tenant_id, key, request_hash, created_on) VALUES (${tenant.id}::uuid, 'k', sha256('other'), now())`,
    );
    try {
      expect(await created(workOf('One', 'k'))).toEqual({
        activity: null,
        userErrors: [
          {
            code: 'IDEMPOTENCY_IN_PROGRESS',
            message: expect.any(String),
            path: ['input', 'idempotencyKey'],
            retryable: true,
          },
        ],
      });
    } finally {
      await held.rollback();
    }
    const { activities, audit_events: audit } = await writtenFor(tenant);
    expect([activities, audit]).toEqual([[], []]);
    expect((await created(workOf('One', 'k'))).userErrors).toEqual([]);
  });

  it('of a decision that a transaction holds is in progress, too', async () => {
    const { gate } = await makeGate(tenant);
    const held = await hold(
      sql`INSERT INTO idempotency_keys (tenant_id, key, request_hash, created_on) VALUES (${tenant.id}::uuid, 'k', sha256('other'), now())`,
    );
    try {
      const { data } = await graph.query<Approved>(claimsOf(tenant), approve, {
        input: { id: gate.refId, idempotencyKey: 'k' },
      });
      expect(data.approveActivity.userErrors).toMatchObject([{ code: 'IDEMPOTENCY_IN_PROGRESS', retryable: true }]);
    } finally {
      await held.rollback();
    }
  });

  it('of a command that nobody waits for any more serves whoever sends it again', async () => {
    const { gate } = await makeGate(tenant);
    const held = await hold(sql`SELECT 1 FROM activities WHERE id = ${gate.id}::uuid FOR UPDATE`);
    const hangUp = new AbortController();
    const perform = (signal: AbortSignal | undefined) =>
      graph.runtime.commands.perform(
        approveActivity,
        { id: gate.refId, idempotencyKey: 'k' },
        {
          viewer: viewerOf(tenant),
          requestId: 'test',
          origin: nowhere,
          log: new StatementLog({ keepTexts: false }),
          signal,
        },
      );
    const first = perform(hangUp.signal).catch((error: unknown) => error);
    await held.waitedForBy();
    const second = perform(undefined);
    hangUp.abort(new Error('hung up'));
    await held.rollback();
    expect(await first).toMatchObject({ cause: { message: 'hung up' } });
    expect(await second).toMatchObject({ ok: true, value: { activity: gate.refId } });
  });
});

describe('50 copies of each key at once', () => {
  it.each([
    [8, 'of one gateway', 1],
    [40, 'of two gateways on one database', 2],
  ])(
    'have %s effects and equal answers, %s',
    async (keys, _name, count) => {
      const graphs = await Promise.all(Array.from({ length: count }, () => startGateway(crowded)));
      try {
        const answers: Sent<Created>[] = [];
        // As many keys at once as the machine has sockets for their copies.
        for (let first = 0; first < keys; first += 8)
          answers.push(
            ...(await Promise.all(
              Array.from({ length: 400 }, (_, index) => {
                const to = graphs[index % count];
                if (to === undefined) throw new Error('expected a gateway');
                const key = first + Math.floor(index / 50);
                return send<Created>(to, claimsOf(tenant), create, workOf(`Work ${key}`, `key-${key}`));
              }),
            )),
          );
        const told = answers.map(({ errors, data }) => JSON.stringify({ errors, data }));
        const { activities, audit_events: audit, idempotency_keys: kept } = await writtenFor(tenant);
        expect([activities.length, audit.length, kept.length]).toEqual([keys, keys, keys]);
        const idOf = new Map(activities.map(({ title, ref_id }) => [title, ref_id]));
        expect(told).toEqual(
          answers.map((_, index) => {
            const title = `Work ${Math.floor(index / 50)}`;
            const createActivity = { activity: { id: idOf.get(title), title }, userErrors: [] };
            return JSON.stringify({ errors: [], data: { createActivity } });
          }),
        );
      } finally {
        await Promise.all(graphs.map((one) => one.close()));
      }
    },
    300_000,
  );
});
