import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { QueryPlanner } from '@apollo/query-planner';
import { mkdir, rename, rm } from 'node:fs/promises';
import type { Claims } from '../platform/identity/claims.ts';
import { claimsOf } from './support/claims.ts';
import { standardLimits } from './support/gateway.ts';
import { closeFactories, makeTenant } from './support/make.ts';
import { startPersisted, type PersistedGateway } from './support/persisted.ts';

const role = 'query Role { viewer { role } }';
const scopes = 'query Scopes { viewer { scopes } }';

let admin: Claims;
let gateway: PersistedGateway;
beforeAll(async () => {
  admin = claimsOf(await makeTenant());
  // Hardly a plan has room where the others are.
  const limits = { execution: { ...standardLimits.execution, operationBytes: 20_000 } };
  gateway = await startPersisted({}, {}, { limits });
});
afterAll(async () => {
  await gateway.close();
  await closeFactories();
});

/** Puts manifests in the place of those before, and waits until so many operations are registered. */
async function register(files: Readonly<Record<string, unknown>>, count: number): Promise<void> {
  await gateway.exchange(files);
  await gateway.untilLogged(new RegExp(`^Operations registered .*: ${count}\\.$`));
}

/** Which of the fields of `viewer` an id stands for; the code where it stands for none. */
async function asked(documentId: string): Promise<string> {
  const { body } = await gateway.post(admin, { documentId });
  const { data, errors } = body as { data?: { viewer: object }; errors?: { extensions: { code: string } }[] };
  return errors?.[0]?.extensions.code ?? Object.keys(data?.viewer ?? {}).join();
}

const allAsked = (...ids: string[]): Promise<string[]> => Promise.all(ids.map(asked));

describe('a folder of manifests is followed', () => {
  it('as files come, change and go', async () => {
    await register({ 'a.json': { a: role }, 'b.json': { b: role } }, 2);
    expect(await allAsked('a', 'b', 'c')).toEqual(['role', 'role', 'PERSISTED_QUERY_NOT_FOUND']);
    await register({ 'a.json': { a: scopes }, 'c.json': { c: scopes, d: role } }, 3);
    expect(await allAsked('a', 'b', 'c')).toEqual(['scopes', 'PERSISTED_QUERY_NOT_FOUND', 'scopes']);
  });

  it('all at once: what is there before and after is there all the time', async () => {
    const many = (body: string) =>
      Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`id${n}`, `${body} #${n}`]));
    await register({ 'a.json': many(role) }, 20);
    let isOver = false;
    const answers = new Set<string>();
    const asking = (async () => {
      while (!isOver) answers.add(await asked('id19'));
    })();
    for (const body of [scopes, role, scopes]) await register({ 'a.json': many(body) }, 20);
    isOver = true;
    await asking;
    expect([...answers].sort()).toEqual(['role', 'scopes']);
  });

  it('where it is linked anew as a whole: gone it takes nothing back, empty it does', async () => {
    await register({ 'a.json': { a: role } }, 1);
    const { directory } = gateway;
    await rename(directory, `${directory}.old`);
    await gateway.untilLogged(/^! The manifests in .* stays:\nthe folder is gone/);
    expect(await asked('a')).toBe('role');
    await mkdir(directory);
    await gateway.untilLogged(/^Operations registered .*: 0\.$/);
    expect(await asked('a')).toBe('PERSISTED_QUERY_NOT_FOUND');
    await rm(`${directory}.old`, { recursive: true });
  });
});

describe('a manifest that is not as expected', () => {
  it.each<[string, Readonly<Record<string, unknown>>, string]>([
    ['no JSON', { 'b.json': '{' }, 'b.json: it is no JSON'],
    ['half of a file', { 'b.json': '{"c": "query C { viewer' }, 'b.json: it is no JSON'],
    ['another format', { 'b.json': { format: 'relay', version: 1, operations: [] } }, 'b.json: format: '],
    ['no GraphQL', { 'b.json': { c: 'query {' } }, 'b.json: operation "c": its body cannot be parsed'],
    ['two texts under one id', { 'z.json': { b: scopes } }, 'z.json has another text under the id "b" than a.json'],
  ])('is told, and what was registered before stays: %s', async (_what, files, complaint) => {
    const before = { 'a.json': { a: role, b: role } };
    await register(before, 2);
    // All or nothing: what would be right in another file waits too.
    const more = { ...before, 'new.json': { c: scopes } };
    await gateway.exchange({ ...more, ...files });
    const line = await gateway.untilLogged(/^!/);
    expect(line).toContain(
      `! The manifests in ${gateway.directory} are not taken, what was registered before stays:\n`,
    );
    expect(line).toContain(complaint);
    expect(await allAsked('a', 'b', 'c')).toEqual(['role', 'role', 'PERSISTED_QUERY_NOT_FOUND']);
    await register(more, 3);
    expect(await asked('c')).toBe('scopes');
  });

  it('is not one whose operations the graph cannot answer: they are told, and others are served', async () => {
    const unknown = 'query Unknown { viewer { unknown } }';
    const large = `query Large { ${'viewer { role } '.repeat(60)} }`;
    await register({ 'a.json': { a: role, unknown, large } }, 3);
    const told = [await gateway.untilLogged(/^!/), await gateway.untilLogged(/^!/)];
    expect(told.sort()).toEqual([
      expect.stringMatching(/^! The operation "large" cannot be planned ahead: the document has more than 50 fields/),
      expect.stringMatching(/^! The operation "unknown" cannot be planned ahead: Cannot query field "unknown"/),
    ]);
    expect(await allAsked('a', 'unknown', 'large')).toEqual(['role', 'GRAPHQL_VALIDATION_FAILED', 'QUERY_TOO_COSTLY']);
  });
});

describe('the plan of a registered operation', () => {
  const planning = jest.spyOn(QueryPlanner.prototype, 'buildQueryPlan');
  beforeEach(async () => {
    await register({}, 0);
    planning.mockClear();
  });
  afterAll(() => void planning.mockRestore());

  const tenant = 'query Tenant { viewer { tenant { name activeStrategy { label } } } }';
  const conditional =
    'query Conditional($a: Boolean!, $b: Boolean = true) { viewer { role @include(if: $a) scopes @skip(if: $b) } }';
  const several = 'query One { viewer { role } } query Two { viewer { scopes } }';

  it('is made before the first call, for each operation and each way that its conditions are decided', async () => {
    await register({ 'a.json': { tenant, conditional, several } }, 3);
    expect(planning).toHaveBeenCalledTimes(1 + 4 + 2);
    planning.mockClear();
    const answers = await Promise.all(
      [
        { documentId: 'tenant' },
        { query: tenant },
        ...[true, false].map((a) => ({ documentId: 'conditional', variables: { a } })),
        ...[true, false].map((b) => ({ documentId: 'conditional', variables: { a: true, b } })),
        ...['One', 'Two'].map((operationName) => ({ documentId: 'several', operationName })),
      ].map((request) => gateway.post(admin, request)),
    );
    expect(answers.map(({ status, text }) => [status, text.includes('"errors"')])).toEqual(
      answers.map(() => [200, false]),
    );
    expect(planning).not.toHaveBeenCalled();
  });

  it('is made only where it is not made already', async () => {
    await register({ 'a.json': { a: role } }, 1);
    await register({ 'a.json': { a: role, tenant } }, 2);
    expect(planning).toHaveBeenCalledTimes(2);
  });

  it('is pushed out by no text, however many there are', async () => {
    await register({ 'a.json': { tenant } }, 1);
    const texts = Array.from({ length: 20 }, (_, n) => `query Q${n} { viewer { role scopes } }`);
    for (const query of texts) await gateway.post(admin, { query });
    planning.mockClear();
    await gateway.post(admin, { query: texts[0] });
    expect(planning).toHaveBeenCalledTimes(1);
    await asked('tenant');
    expect(planning).toHaveBeenCalledTimes(1);
  });

  it('is made when it is asked for where there are too many ways to decide it', async () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const fields = names.map((name) => `${name}: role @include(if: $${name})`).join(' ');
    const many = `query Many(${names.map((name) => `$${name}: Boolean = true`).join(' ')}) { viewer { ${fields} } }`;
    await register({ 'a.json': { many } }, 1);
    expect(await gateway.untilLogged(/^!/)).toBe(
      '! The operation "many" cannot be planned ahead: it has 5 conditions, too many to be planned ahead; expected 4 at most',
    );
    expect(planning).not.toHaveBeenCalled();
    expect(await asked('many')).toBe('a,b,c,d,e');
  });
});
