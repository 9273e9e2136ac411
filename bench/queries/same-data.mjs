import { isDeepStrictEqual } from 'node:util';

const relations = /^(strategies|approvals|channels|blogPosts|goals|deliverables|deliverablePeriods)By\w+$/;
const ownNames = { refId: 'id', createdOn: 'createdAt', publishedOn: 'publishedAt', deliverablePeriods: 'periods' };
const enums = new Set(['plan', 'status', 'type', 'platform']);

/** PostGraphile's answer to CommonDashboard in this graph's shape. */
export function fromPostgraphile({ data }) {
  const { strategies, ...tenant } = inOurWords(data.tenantByRefId);
  return { data: { viewer: { tenant: { ...tenant, activeStrategy: strategies.nodes[0] ?? null } } } };
}

function inOurWords(value, key = '') {
  if (Array.isArray(value)) return value.map((item) => inOurWords(item));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => {
        const own = relations.exec(name)?.[1] ?? name;
        return [ownNames[own] ?? own, inOurWords(inner, own)];
      }),
    );
  }
  if (enums.has(key)) return value.toUpperCase();
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) ? new Date(value).toISOString() : value;
}

/**
 * Refuses to measure contestants that do not answer alike.
 * @param {{ title: string, answer: object }[]} answers
 * @throws Error naming the first place where two differ
 */
export function expectSameData(answers) {
  const [first, ...others] = answers;
  for (const other of [first, ...others]) {
    if (other.answer.errors !== undefined || other.answer.data === undefined) {
      throw new Error(`expected ${other.title} to answer, found ${JSON.stringify(other.answer).slice(0, 500)}`);
    }
    const place = difference(first.answer.data, other.answer.data, 'data');
    if (place !== null) throw new Error(`expected ${other.title} to answer as ${first.title} does, but ${place}`);
  }
}

function difference(expected, found, path) {
  if (isDeepStrictEqual(expected, found)) return null;
  const inner = [expected, found].every((value) => typeof value === 'object' && value !== null);
  if (!inner)
    return `${path} is ${JSON.stringify(found)?.slice(0, 200)} instead of ${JSON.stringify(expected)?.slice(0, 200)}`;
  for (const key of new Set([...Object.keys(expected), ...Object.keys(found)])) {
    const place = difference(expected[key], found[key], `${path}.${key}`);
    if (place !== null) return place;
  }
  return null;
}
