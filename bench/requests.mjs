import { fromPostgraphile } from './queries/same-data.mjs';
import { commonDashboardOfPostgraphile } from './queries/queries.mjs';

/** An operation as someone's HTTP request. */
export function requestOf({ token }, operation) {
  return {
    headers: { 'content-type': 'application/json', accept: 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(operation),
  };
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
