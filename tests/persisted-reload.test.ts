import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { QueryPlanner } from '@apollo/query-planner';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { StartError } from '../platform/errors/start-error.ts';
import type { Claims } from '../platform/identity/claims.ts';
import { claimsOf } from './support/claims.ts';
import { temporaryFolder } from './support/folder.ts';
import { standardLimits } from './support/gateway.ts';
import { closeFactories, makeTenant } from './support/make.ts';
import { startPersisted, type PersistedGateway } from './support/persisted.ts';

const role = 'query Role { viewer { role } }';
const scopes = 'query Scopes { viewer { scopes } }';

let admin: Claims;
beforeAll(async () => void (admin = claimsOf(await makeTenant())));
afterAll(() => closeFactories());

let gateway: PersistedGateway | undefined;
afterEach(async () => {
  await gateway?.close();
  gateway = undefined;
});

/** Which of the fields of `viewer` an id stands for; the code where it stands for none. */
async function asked(opened: PersistedGateway, documentId: string): Promise<string> {
  const { body } = await opened.post(admin, { documentId });
  const { data, errors } = body as { data?: { viewer: object }; errors?: { extensions: { code: string } }[] };
  return errors?.[0]?.extensions.code ?? Object.keys(data?.viewer ?? {}).join();
}

function allAsked(opened: PersistedGateway, ...ids: string[]): Promise<string[]> {
  return Promise.all(ids.map((id) => asked(opened, id)));
}

describe('a folder of manifests is followed', () => {
  it('as files come, change and go', async () => {
    gateway = await startPersisted({ 'a.json': { a: role }, 'b.json': { b: role } });
    expect(gateway.graph.logged).toEqual([`Operations registered by the manifests in ${gateway.directory}: 2.`]);
    await gateway.put('a.json', { a: scopes });
    await gateway.untilLogged(/^Operations registered .*: 2\.$/);
    await gateway.put('c.json', { c: scopes });
    await gateway.untilLogged(/^Operations registered .*: 3\.$/);
    await gateway.remove('b.json');
    await gateway.untilLogged(/^Operations registered .*: 2\.$/);
    expect(await allAsked(gateway, 'a', 'b', 'c')).toEqual(['scopes', 'PERSISTED_QUERY_NOT_FOUND', 'scopes']);
  });

  it('all at once: what is there before and after is there all the time', async () => {
    const many = (body: string) =>
      Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`id${n}`, `${body} #${n}`]));
    gateway = await startPersisted({ 'a.json': many(role) });
    const opened = gateway;
    let isOver = false;
    const answers = new Set<string>();
    const asking = (async () => {
      while (!isOver) answers.add(await asked(opened, 'id19'));
    })();
    for (const body of [scopes, role, scopes]) {
      await gateway.put('a.json', many(body));
      await gateway.untilLogged(/^Operations registered .*: 20\.$/);
    }
    isOver = true;
    await asking;
    expect([...answers].sort()).toEqual(['role', 'scopes']);
  });

  it('as a folder that is linked anew as a whole', async () => {
    gateway = await startPersisted({ 'a.json': { a: role } });
    const { directory } = gateway;
    await rename(directory, `${directory}.old`);
    await gateway.untilLogged(/^! The manifests in .* stays:\nthe folder is gone/);
    expect(await asked(gateway, 'a')).toBe('role');
    await mkdir(directory);
    await gateway.untilLogged(/^Operations registered .*: 0\.$/);
    expect(await asked(gateway, 'a')).toBe('PERSISTED_QUERY_NOT_FOUND');
    await rm(`${directory}.old`, { recursive: true });
  });

  it('from the moment on that it is there', async () => {
    const folder = await temporaryFolder();
    const directory = join(folder.path, 'later');
    gateway = await startPersisted({}, { directory, directoryIsNamed: false });
    expect(gateway.graph.logged).toEqual([`No operation is registered: there is no folder ${directory}.`]);
    await mkdir(directory);
    await gateway.untilLogged(/^Operations registered .*: 0\.$/);
    await folder.remove();
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
    gateway = await startPersisted({ 'a.json': { a: role, b: role } });
    // All or nothing: what would be right in another file waits too.
    await gateway.put('new.json', { c: scopes });
    for (const [name, file] of Object.entries(files)) await gateway.put(name, file);
    const line = await gateway.untilLogged(/^!/);
    expect(line).toContain(
      `! The manifests in ${gateway.directory} are not taken, what was registered before stays:\n`,
    );
    expect(line).toContain(complaint);
    expect(await allAsked(gateway, 'a', 'b')).toEqual(['role', 'role']);
    for (const name of Object.keys(files)) await gateway.remove(name);
    await gateway.untilLogged(/^Operations registered .*: 3\.$/);
    expect(await asked(gateway, 'c')).toBe('scopes');
  });

  it('keeps a start from serving, with a line for each', async () => {
    const files = { 'a.json': '[]', 'b.json': { b: '{' }, 'c.json': { c: role }, 'd.json': { c: scopes } };
    const refusal: unknown = await startPersisted(files).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(StartError);
    expect((refusal as StartError).message.split('\n')).toEqual([
      expect.stringMatching(/^The manifests in .* are not as expected:$/),
      expect.stringMatching(/^a\.json: the file: /),
      expect.stringMatching(/^b\.json: operation "b": its body cannot be parsed/),
      'd.json has another text under the id "c" than c.json',
    ]);
  });

  it('is no folder that was named and is not there', async () => {
    await expect(startPersisted({}, { directory: '/nowhere' })).rejects.toThrow(
      'PERSISTED_OPERATIONS_DIR is "/nowhere", which does not exist, expected a folder.',
    );
  });

  it('is not one whose operations the graph cannot answer: they are told, and others are served', async () => {
    const unknown = 'query Unknown { viewer { unknown } }';
    const large = `query Large { ${'viewer { role } '.repeat(60)} }`;
    gateway = await startPersisted({ 'a.json': { a: role, unknown, large } });
    const told = gateway.graph.logged.filter((line) => line.startsWith('!'));
    expect(told.sort()).toEqual([
      expect.stringMatching(/^! The operation "large" cannot be planned ahead: the document has more than 50 fields/),
      expect.stringMatching(/^! The operation "unknown" cannot be planned ahead: Cannot query field "unknown"/),
    ]);
    expect(await allAsked(gateway, 'a', 'unknown', 'large')).toEqual([
      'role',
      'GRAPHQL_VALIDATION_FAILED',
      'QUERY_TOO_COSTLY',
    ]);
  });
});

describe('the plan of a registered operation', () => {
  const planning = jest.spyOn(QueryPlanner.prototype, 'buildQueryPlan');
  beforeEach(() => void planning.mockClear());
  afterAll(() => planning.mockRestore());

  const tenant = 'query Tenant { viewer { tenant { name activeStrategy { label } } } }';
  const conditional =
    'query Conditional($a: Boolean!, $b: Boolean = true) { viewer { role @include(if: $a) scopes @skip(if: $b) } }';
  const several = 'query One { viewer { role } } query Two { viewer { scopes } }';

  it('is made before the first call, for each operation and each way that its conditions are decided', async () => {
    gateway = await startPersisted({ 'a.json': { tenant, conditional, several } });
    expect(planning).toHaveBeenCalledTimes(1 + 4 + 2);
    planning.mockClear();
    const post = gateway.post.bind(gateway);
    const answers = await Promise.all([
      post(admin, { documentId: 'tenant' }),
      post(admin, { query: tenant }),
      ...[true, false].map((a) => post(admin, { documentId: 'conditional', variables: { a } })),
      ...[true, false].map((b) => post(admin, { documentId: 'conditional', variables: { a: true, b } })),
      ...['One', 'Two'].map((operationName) => post(admin, { documentId: 'several', operationName })),
    ]);
    expect(answers.map(({ status, text }) => [status, text.includes('"errors"')])).toEqual(
      answers.map(() => [200, false]),
    );
    expect(planning).not.toHaveBeenCalled();
  });

  it('is made before a reload is taken, and only for what is new', async () => {
    gateway = await startPersisted({ 'a.json': { a: role } });
    planning.mockClear();
    await gateway.put('a.json', { a: role, tenant });
    await gateway.untilLogged(/^Operations registered .*: 2\.$/);
    expect(planning).toHaveBeenCalledTimes(1);
    await asked(gateway, 'tenant');
    expect(planning).toHaveBeenCalledTimes(1);
  });

  it('is pushed out by no text, however many there are', async () => {
    const limits = { execution: { ...standardLimits.execution, operationBytes: 20_000 } };
    gateway = await startPersisted({ 'a.json': { tenant } }, {}, { limits });
    for (let n = 0; n < 20; n += 1) await gateway.post(admin, { query: `query Q${n} { viewer { role scopes } }` });
    planning.mockClear();
    await gateway.post(admin, { query: 'query Q0 { viewer { role scopes } }' });
    expect(planning).toHaveBeenCalledTimes(1);
    await asked(gateway, 'tenant');
    expect(planning).toHaveBeenCalledTimes(1);
  });

  it('is made when it is asked for where there are too many ways to decide it', async () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const fields = names.map((name) => `${name}: role @include(if: $${name})`).join(' ');
    const many = `query Many(${names.map((name) => `$${name}: Boolean = true`).join(' ')}) { viewer { ${fields} } }`;
    gateway = await startPersisted({ 'a.json': { many } });
    expect(gateway.graph.logged).toContain(
      '! The operation "many" cannot be planned ahead: it has 5 conditions, too many to be planned ahead; expected 4 at most',
    );
    expect(planning).not.toHaveBeenCalled();
    expect(await asked(gateway, 'many')).toBe('a,b,c,d,e');
  });
});
