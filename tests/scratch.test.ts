import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { readSubgraphEntries } from '../gateway/supergraph.ts';
import { startGateway, type TestGateway } from './support/gateway.ts';
import { makeTenant } from './support/make.ts';
let g: TestGateway;
beforeAll(async () => { g = await startGateway({ entries: readSubgraphEntries().filter(e => e.name !== 'activities') }); });
afterAll(async () => { await g?.close(); });
it('works', async () => {
  const t = await makeTenant();
  const s = await t.make.strategy({ status: 'active' });
  await t.makeMany.goal(5, (i) => ({ strategyId: s.id, name: 'G' + i, priority: 1 + i % 2 }));
  const as = { userRefId: t.admin.refId, tenantRefId: t.refId, role: 'admin' as const, scopes: [] };
  const a = await g.query(as, `query($skip: Boolean = true) { __typename viewer { user { id @skip(if: $skip) name } tenant { id slug contract { status pdfUrl } activeStrategy { label ...S } } } node(id: "${s.refId}") { __typename id ... on Strategy { version } ... on Tenant { slug } } nodes(ids: ["${s.refId}", "${t.refId}", "zz"]) { __typename id ... on Tenant { slug } ... on Summarized { label } } __schema { queryType { name } } __type(name: "Goal") { name } } fragment S on Strategy { version goals(first: 2) { edges { node { name createdBy { name } n: name } } totalCount } }`);
  console.log(JSON.stringify({ ...a, fetches: a.fetches.map(f => [f.service, f.path, f.statements.length]), plan: '' }, null, 1));
  expect(a.errors).toEqual([]);
});
