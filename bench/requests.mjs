import { fromPostgraphile } from './queries/same-data.mjs';
import { commonDashboardOfPostgraphile } from './queries/queries.mjs';

/** An operation as someone's HTTP request. */
export function requestOf({ token }, operation) {
  return {
    headers: { 'content-type': 'application/json', accept: 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(operation),
  };
}

/** A registered operation as someone's GET who has its answer already. @throws Error for an answer without a tag */
export async function unchangedRequestOf({ token }, url, { documentId, variables }) {
  const { pathname } = new URL(url);
  const path = `${pathname}?${new URLSearchParams({ documentId, variables: JSON.stringify(variables) })}`;
  const headers = { 'content-type': 'application/json', accept: 'application/json', authorization: `Bearer ${token}` };
  const answer = await fetch(new URL(path, url), { headers });
  const tag = answer.headers.get('etag');
  if (tag === null) throw new Error(`expected ${url} to tag its answer, found ${answer.status} ${await answer.text()}`);
  await answer.arrayBuffer();
  return { method: 'GET', path, headers: { ...headers, 'if-none-match': tag }, status: 304 };
}

/** Sends one request. @returns the answer, parsed */
export async function ask(url, { headers, body }) {
  const response = await fetch(url, { method: 'POST', headers, body });
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`expected ${url} to answer with JSON, found ${response.status} ${text.slice(0, 300)}`);
  }
}

/** A contestant that is asked one operation by several people in turn. @param {(person: object) => object} operationOf */
export function contestant(title, server, people, operationOf, read = (answer) => answer) {
  const requests = people.map((person) => requestOf(person, operationOf(person)));
  return { title, ...server, requests, answer: async () => read(await ask(server.url, requests[0])) };
}

/** PostGraphile, asked CommonDashboard in its own words. */
export function postgraphile(title, server, people) {
  return contestant(title, server, people, commonDashboardOfPostgraphile, fromPostgraphile);
}
