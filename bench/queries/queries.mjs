import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../stage/product.mjs';

const read = (...path) => readFileSync(join(projectRoot, ...path), 'utf8');

/** The products' home page, over all seven subgraphs. */
export function homeDashboard(now) {
  const instant = now.toISOString();
  return {
    operationName: 'HomeDashboard',
    query: read('operations', 'HomeDashboard.graphql'),
    variables: { today: instant.slice(0, 10), monthStart: `${instant.slice(0, 7)}-01T00:00:00.000Z`, now: instant },
  };
}

/** The id that one of operations/ is registered under. */
export function registeredId(operationName) {
  const { operations } = JSON.parse(read('persisted', 'operations.json'));
  return operations.find(({ name }) => name === operationName).id;
}

/** What PostGraphile can answer too. */
export function commonDashboard() {
  return {
    operationName: 'CommonDashboard',
    query: read('bench', 'queries', 'CommonDashboard.graphql'),
    variables: {},
  };
}

/** The same for PostGraphile, which knows no viewer: the tenant is named, and row-level security holds it to that one. */
export function commonDashboardOfPostgraphile({ viewer }) {
  return {
    operationName: 'CommonDashboard',
    query: read('bench', 'queries', 'CommonDashboard.postgraphile.graphql'),
    variables: { tenant: viewer.tenant.refId },
  };
}

/** One page of activities, from `after` on. */
export function activityPage(first, after) {
  const query = `query Page($first: Int!, $after: String) {
  viewer { tenant { activities(first: $first, after: $after) {
    pageInfo { hasNextPage endCursor }
    nodes { id title status priority dueDate }
  } } }
}`;
  return { operationName: 'Page', query, variables: { first, after } };
}
