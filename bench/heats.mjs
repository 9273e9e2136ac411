import { activityPage, commonDashboard, homeDashboard, registeredId } from './queries/queries.mjs';
import { expectSameData } from './queries/same-data.mjs';
import { ask, contestant, postgraphile, requestOf, unchangedRequestOf } from './requests.mjs';

/** As tables and ratios name the contestants. */
export const titles = {
  statement: 'one hand-written SQL statement',
  transaction: 'hand-written SQL, one transaction',
  local: 'this graph, in process, with RLS',
  withoutRls: 'this graph, in process, RLS off',
  remote: 'this graph, eight processes',
  apollo: '@apollo/gateway, eight processes',
  hive: 'Hive Gateway, eight processes',
  postgraphile: 'PostGraphile 5, with RLS',
};

const pageSize = 3;
const deepPage = 50;

/**
 * HomeDashboard: all seven subgraphs.
 * @throws Error when two contestants do not answer everybody alike
 */
export function homeHeat(servers, people, now) {
  const keys = ['statement', 'local', 'withoutRls', 'remote', 'apollo', 'hive'];
  const operation = homeDashboard(now);
  return agreeing(people, (asking) =>
    keys.map((key) => contestant(titles[key], servers[key], asking, () => operation)),
  );
}

/** CommonDashboard: what PostGraphile answers too. @throws likewise */
export function commonHeat(servers, people) {
  const operation = commonDashboard();
  return agreeing(people, (asking) => [
    ...['statement', 'local'].map((key) => contestant(titles[key], servers[key], asking, () => operation)),
    postgraphile(titles.postgraphile, servers.postgraphile, asking),
  ]);
}

/** HomeDashboard of this graph without its doors, with them, and with a line of its log for each request besides. */
export function doorHeat({ doorless, local, logged }, people, now) {
  const operation = homeDashboard(now);
  return agreeing(people, (asking) => [
    contestant('without doors', doorless, asking, () => operation),
    contestant('with every door', local, asking, () => operation),
    contestant('with every door and a log of requests', logged, asking, () => operation),
  ]);
}

/** The first page of a list and one deep in it. */
export async function depthHeat({ local }, { crowd }) {
  let after = null;
  for (let page = 1; page < deepPage; page += 1) {
    const { data } = await ask(local.url, requestOf(crowd[0], activityPage(pageSize, after)));
    const { hasNextPage, endCursor } = data.viewer.tenant.activities.pageInfo;
    if (!hasNextPage) throw new Error(`expected more than ${deepPage} pages of activities, found ${page}`);
    after = endCursor;
  }
  return [
    contestant('page 1', local, crowd, () => activityPage(pageSize, null)),
    contestant(`page ${deepPage}`, local, crowd, () => activityPage(pageSize, after)),
  ];
}

/** The same page of one tenant, and of every tenant that fills one, in turn. */
export async function tenantHeat({ local }, { personas }) {
  const operation = activityPage(pageSize, null);
  const filled = [];
  for (const person of personas) {
    const { data } = await ask(local.url, requestOf(person, operation));
    if (data.viewer.tenant.activities.nodes.length === pageSize) filled.push(person);
  }
  return [
    contestant('one tenant', local, filled.slice(0, 1), () => operation),
    contestant(`${filled.length} tenants in turn`, local, filled, () => operation),
  ];
}

/** HomeDashboard by its text, by its id, and by its id over GET from whoever has the answer already. */
export async function idHeat({ local }, { crowd }, now) {
  const { query, variables } = homeDashboard(now);
  const byText = contestant('its text', local, crowd, () => ({ query, variables }));
  const documentId = registeredId('HomeDashboard');
  const byId = contestant('its id', local, crowd, () => ({ documentId, variables }));
  expectSameData([
    { title: byText.title, answer: await byText.answer() },
    { title: byId.title, answer: await byId.answer() },
  ]);
  const requests = await Promise.all(
    crowd.map((person) => unchangedRequestOf(person, local.url, { documentId, variables })),
  );
  return [byText, byId, { title: 'its id over GET, unchanged: 304', ...local, requests }];
}

/** The contestants as the crowd asks them, once each demo tenant's admin has had the same answer from all. */
async function agreeing({ personas, crowd }, contestantsFor) {
  for (const person of [...personas, crowd[0]]) {
    const answers = [];
    for (const { title, answer } of contestantsFor([person])) answers.push({ title, answer: await answer() });
    expectSameData(answers);
  }
  return contestantsFor(crowd);
}
