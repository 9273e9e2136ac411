import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from '../../platform/database/sql.ts';
import { claimsOf } from '../support/claims.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { closeFactories, makeTenant } from '../support/make.ts';
import { factoryPool, rowsOf } from '../support/make/pool.ts';

const acceptContract = `mutation Accept($input: AcceptContractInput!) {
  acceptContract(input: $input) {
    contract { id status acceptedAt acceptedIp acceptedUserAgent acceptedBy { id } }
    tenant { id activities(first: 1) { nodes { id } } }
    userErrors { __typename code path ... on TransitionError { from allowed } }
  }
}`;

interface Accepted {
  readonly acceptContract: {
    readonly contract: { readonly acceptedAt: string } | null;
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

describe('acceptContract', () => {
  it('opens the tenant, and keeps where the agreement came from', async () => {
    const tenant = await makeTenant({ contractAcceptedAt: null });
    const as = claimsOf(tenant);
    const work = '{ activities(first: 1) { nodes { id } } }';
    expect((await graph.query(as, work)).errors).toMatchObject([{ extensions: { code: 'CONTRACT_NOT_ACCEPTED' } }]);
    const input = { contractId: tenant.contract.refId, agree: true };
    const { data, errors, statements } = await graph.query<Accepted>(
      as,
      acceptContract,
      { input },
      { 'user-agent': 'Firefox/128' },
    );
    expect(errors).toEqual([]);
    expect(data.acceptContract).toEqual({
      contract: {
        id: tenant.contract.refId,
        status: 'ACCEPTED',
        acceptedAt: expect.stringMatching(/Z$/),
        acceptedIp: '127.0.0.1',
        acceptedUserAgent: 'Firefox/128',
        acceptedBy: { id: tenant.admin.refId },
      },
      tenant: { id: tenant.refId, activities: { nodes: [] } },
      userErrors: [],
    });
    expect(statements).toBe(13);
    expect((await graph.query(as, work)).errors).toEqual([]);
  });

  it('supersedes the contract in force', async () => {
    const tenant = await makeTenant();
    const next = await tenant.make.contract({ status: 'pending_acceptance' });
    await graph.query(claimsOf(tenant), acceptContract, { input: { contractId: next.refId, agree: true } });
    expect(
      await rowsOf(factoryPool(), sql`SELECT status FROM contracts WHERE tenant_id = ${tenant.id} ORDER BY ref_id`),
    ).toEqual([{ status: 'superseded' }, { status: 'accepted' }]);
  });

  it('refuses one that is accepted already', async () => {
    const tenant = await makeTenant();
    const { data } = await graph.query<Accepted>(claimsOf(tenant), acceptContract, {
      input: { contractId: tenant.contract.refId, agree: true },
    });
    expect(data.acceptContract.userErrors).toEqual([
      {
        __typename: 'TransitionError',
        code: 'INVALID_TRANSITION',
        path: ['input'],
        from: 'ACCEPTED',
        allowed: ['SUPERSEDED'],
      },
    ]);
  });

  it('does nothing for who does not agree', async () => {
    const tenant = await makeTenant({ contractAcceptedAt: null });
    const { data } = await graph.query<Accepted>(claimsOf(tenant), acceptContract, {
      input: { contractId: tenant.contract.refId, agree: false },
    });
    expect(data.acceptContract).toMatchObject({
      contract: null,
      userErrors: [{ code: 'INVALID', path: ['input', 'agree'] }],
    });
    expect(await rowsOf(factoryPool(), sql`SELECT status FROM contracts WHERE tenant_id = ${tenant.id}`)).toEqual([
      { status: 'pending_acceptance' },
    ]);
  });
});
