import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { mintUlid } from '../../platform/ids/ulid.ts';
import { claimsOf } from '../support/claims.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { closeFactories, makeTenant, type CustomerTenant } from '../support/make.ts';
import { mutationIdPlaces, nameOf } from '../support/world.ts';

let graph: TestGateway;
beforeAll(async () => {
  graph = await startGateway();
});
afterAll(async () => {
  await graph.close();
  await closeFactories();
});

/** Whom each mutation is sent by, and what it needs besides the id in question. */
const others: Readonly<Record<string, { readonly role: 'admin' | 'agent'; readonly input: object }>> = {
  acceptContract: { role: 'admin', input: { agree: true } },
  approveActivity: { role: 'admin', input: {} },
  createActivity: { role: 'admin', input: { title: 'Write', type: 'WRITE', assigneeType: 'HUMAN' } },
  recordLlmCall: {
    role: 'agent',
    input: {
      adapterType: 'CLAUDE',
      modelId: 'm',
      promptHash: 'a'.repeat(64),
      inputTokens: 1,
      outputTokens: 1,
      cost: { amount: '1', currency: 'USD' },
      durationMs: 1,
    },
  },
};

/** A row of the tenant for each input that names one; a row of another kind stands for none. */
async function rowsFor({ make, admin, contract }: CustomerTenant): Promise<Readonly<Record<string, string>>> {
  const activity = await make.activity({ status: 'awaiting_approval', isApprovalGate: true, assigneeType: 'human' });
  const run = await make.activityRun();
  const rows = {
    id: activity,
    parentId: activity,
    contractId: contract,
    activityRunId: run,
    goalId: await make.goal(),
    deliverablePeriodId: await make.deliverablePeriod(),
    subjectId: await make.lead(),
    assigneeUserId: admin,
  };
  return Object.fromEntries(Object.entries(rows).map(([name, { refId }]) => [name, refId]));
}

it("every mutation answers another tenant's id as it answers an unknown one: there is no such row", async () => {
  const [mine, theirs] = [await makeTenant(), await makeTenant()];
  const foreign = await rowsFor(theirs);
  const agent = await mine.make.user({ kind: 'agent', agentRole: 'copywriter' });
  const places = mutationIdPlaces(graph.apiSchema);
  for (const place of places) {
    const { role, input } = others[place.field.name] ?? { role: 'admin', input: {} };
    const as = claimsOf(mine, role, role === 'agent' ? { user: agent } : {});
    const query = `mutation ($input: ${place.field.args[0]?.type.toString()}) { it: ${place.field.name}(input: $input) { userErrors { code message path } } }`;
    const last = place.path.at(-1) ?? '';
    const answer = (id: string | undefined) =>
      graph.query(as, query, { input: { ...input, [last]: id, idempotencyKey: mintUlid() } });
    const told = {
      data: { it: { userErrors: [{ code: 'NOT_FOUND', message: expect.any(String), path: ['input', last] }] } },
    };
    const [ofTheirs, ofNobody] = [await answer(foreign[last]), await answer(mintUlid())];
    expect({ place: nameOf(place), ...ofTheirs }).toMatchObject({ place: nameOf(place), ...told, errors: [] });
    expect(ofTheirs.data).toEqual(ofNobody.data);
  }
  expect(places.map(nameOf)).toHaveLength(8);
});
