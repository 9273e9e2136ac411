import { describe, expect, it } from '@jest/globals';
import { textHash } from '../text-hash.ts';
import type { RegisteredOperation } from './manifest.ts';
import { OperationRegistry } from './operation-registry.ts';

function operation(id: string, body: string, clientName: string | null = null): RegisteredOperation {
  return { id, body, clientName, maxAge: null };
}

function registryOf(...operations: RegisteredOperation[]): OperationRegistry {
  return new OperationRegistry([{ name: 'a.json', operations }]);
}

describe('what is registered', () => {
  const [one, two] = ['query One { viewer { role } }', 'query Two { viewer { scopes } }'];

  it('is found by its id and by the hash of its text, with a prefix and without', () => {
    const registry = registryOf(operation('one', one));
    const ids = ['one', textHash(one), `sha256:${textHash(one)}`];
    expect(ids.map((id) => registry.find(id, [])?.body)).toEqual([one, one, one]);
    const others = ['two', 'sha256:one', `sha256:${textHash(one).toUpperCase()}`, '', 'toString', '__proto__'];
    expect(others.map((id) => registry.find(id, []))).toEqual(others.map(() => undefined));
  });

  it('is found by its text, however it is printed', () => {
    const registry = registryOf(operation('one', one));
    const texts = [one, 'query One{viewer{role}}', `# of a page\n${one}\n`];
    expect(texts.map((text) => registry.findText(text, [])?.id)).toEqual(['one', 'one', 'one']);
    expect(registry.findText(two, [])).toBeUndefined();
    expect(registry.findText('{ viewer', [])).toBeUndefined();
  });

  it('is for one client where the manifest names it: for others there is nothing, or what is for all', () => {
    const registry = registryOf(operation('a', one, 'web'), operation('a', two), operation('b', one, 'web'));
    expect(registry.conflicts).toEqual([]);
    expect(registry.find('a', ['web'])?.body).toBe(one);
    expect(registry.find('a', ['mobile', 'web'])?.body).toBe(one);
    expect(registry.find('a', ['mobile'])?.body).toBe(two);
    expect(registry.find('a', [])?.body).toBe(two);
    expect(registry.find('b', ['mobile'])).toBeUndefined();
    expect(registry.findText(one, ['mobile'])).toBeUndefined();
    expect(registry.findText(one, ['web'])?.id).toBe('a');
  });

  it('has one text an id and client: the same again is no conflict, another is', () => {
    const registry = new OperationRegistry([
      { name: 'a.json', operations: [operation('a', one), operation('b', one, 'web')] },
      { name: 'b.json', operations: [operation('a', one), operation('a', two), operation('b', two, 'web')] },
    ]);
    expect(registry.conflicts).toEqual([
      'b.json has another text under the id "a" than a.json',
      'b.json has another text under the id "b" than a.json, for the client "web"',
    ]);
    expect(registry.operations).toHaveLength(2);
  });
});
