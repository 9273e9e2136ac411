import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { UnstorableDocumentError } from '../errors.ts';
import type { DocumentStore, DocumentStoreOptions, JsonValue, StoredFile } from '../store.ts';

export interface ConformanceSubject {
  /** Opens a store; the suite closes it. */
  open(options: DocumentStoreOptions): Promise<DocumentStore>;
  /** @returns a new tenant's UUID */
  makeTenant(): Promise<string>;
}

const createdAt = new Date('2026-11-23T08:00:00.000Z');
const replacedAt = new Date('2026-11-23T08:01:02.345Z');
const unknownId = '0123456789abcdef01234567';
const hostileIds = ['', 'x', '0'.repeat(23), '0'.repeat(25), 'Z'.repeat(24), "' OR 1=1 --", '{"$ne":""}'];
/** What a client's JSON could put where an id or a tenant is expected, were it ever to get there. */
const hostileValues: readonly JsonValue[] = [{ $ne: '' }, { $regex: '^(a+)+$' }, [unknownId], 7, true, null];

/** What both document stores promise, as `store.ts` words it. */
export function describeDocumentStore(name: string, subject: ConformanceSubject): void {
  describe(name, () => {
    let now = createdAt;
    let store: DocumentStore;
    let tenant: string;
    let other: string;

    beforeAll(async () => {
      const limits = { documentBytes: 10_000, fileBytes: 1_000, depth: 8 };
      store = await subject.open({ clock: () => now, limits });
      tenant = await subject.makeTenant();
      other = await subject.makeTenant();
    });
    afterAll(async () => {
      await store.close();
    });

    /** The one document of an id, undefined when it is missing. */
    async function contextFile(tenantId: string, id: string) {
      return (await store.getMany('context_files', tenantId, [id])).get(id);
    }

    it('gives back what was put, under an ObjectId that tells when', async () => {
      const id = await store.put('context_files', tenant, { name: 'Acme', markdown: '# Acme\n' });
      expect(id).toMatch(/^[0-9a-f]{24}$/);
      expect(parseInt(id.slice(0, 8), 16)).toBe(createdAt.getTime() / 1000);
      expect(await contextFile(tenant, id)).toEqual({ name: 'Acme', markdown: '# Acme\n', updatedAt: null });
    });

    it('keeps the shape of each collection', async () => {
      const skill = { name: 'seo', description: 'Finds keywords' };
      const output = { contentType: 'application/json', json: { score: 0.5, tags: ['a', null], 'with space': {} } };
      const content = { markdown: 'Hi', hashtags: ['#one', '#zwei-ü-🎈'] };
      const ids = [
        await store.put('skill_files', tenant, skill),
        await store.put('activity_outputs', tenant, output),
        await store.put('post_contents', tenant, content),
      ] as const;
      expect((await store.getMany('skill_files', tenant, ids)).get(ids[0])).toEqual({ ...skill, updatedAt: null });
      expect((await store.getMany('activity_outputs', tenant, ids)).get(ids[1])).toEqual({
        ...output,
        updatedAt: null,
      });
      expect((await store.getMany('post_contents', tenant, ids)).get(ids[2])).toEqual({ ...content, updatedAt: null });
    });

    it('reads many at once and leaves out what is missing, foreign, malformed or of another collection', async () => {
      const first = await store.put('context_files', tenant, { name: '1', markdown: 'one' });
      const second = await store.put('context_files', tenant, { name: '2', markdown: 'two' });
      const foreign = await store.put('context_files', other, { name: '3', markdown: 'three' });
      const skill = await store.put('skill_files', tenant, { name: '4' });
      const ids = [second, unknownId, foreign, skill, ...hostileIds, first, second];
      expect(await store.getMany('context_files', tenant, ids)).toEqual(
        new Map([
          [first, { name: '1', markdown: 'one', updatedAt: null }],
          [second, { name: '2', markdown: 'two', updatedAt: null }],
        ]),
      );
      expect(await store.getMany('context_files', tenant, [])).toEqual(new Map());
    });

    it('replaces the whole body and dates the change', async () => {
      const id = await store.put('skill_files', tenant, { name: 'seo', description: 'old' });
      now = replacedAt;
      expect(await store.replace('skill_files', tenant, id, { name: 'seo', markdown: 'new' })).toBe(true);
      now = createdAt;
      expect(await store.getMany('skill_files', tenant, [id])).toEqual(
        new Map([[id, { name: 'seo', markdown: 'new', updatedAt: '2026-11-23T08:01:02.345Z' }]]),
      );
    });

    it('removes a document once', async () => {
      const id = await store.put('context_files', tenant, { name: 'Acme', markdown: '' });
      expect(await store.remove('context_files', tenant, id)).toBe(true);
      expect(await contextFile(tenant, id)).toBeUndefined();
      expect(await store.remove('context_files', tenant, id)).toBe(false);
    });

    it('removes everything of one tenant, and nothing of another', async () => {
      const [gone, file] = [await subject.makeTenant(), { bytes: Buffer.from('%PDF'), contentType: 'application/pdf' }];
      const document = await store.put('context_files', gone, { name: 'Gone', markdown: '' });
      const pdf = await store.putFile('contract_pdfs', gone, file);
      const kept = await store.put('context_files', other, { name: 'Kept', markdown: '' });
      await store.removeAll(gone);
      expect(await contextFile(gone, document)).toBeUndefined();
      expect(await store.getFile('contract_pdfs', gone, pdf)).toBeNull();
      expect(await contextFile(other, kept)).toMatchObject({ name: 'Kept' });
    });

    it('neither replaces nor removes for another tenant, and nothing moves', async () => {
      const body = { name: 'Acme', markdown: 'secret' };
      const id = await store.put('context_files', tenant, body);
      const pdf = await store.putFile('contract_pdfs', tenant, file('%PDF-1.7'));
      expect(await store.replace('context_files', other, id, { name: 'x', markdown: 'x' })).toBe(false);
      expect(await store.remove('context_files', other, id)).toBe(false);
      expect(await store.remove('contract_pdfs', other, pdf)).toBe(false);
      expect(await store.getFile('contract_pdfs', other, pdf)).toBeNull();
      expect(await contextFile(tenant, id)).toEqual({ ...body, updatedAt: null });
      expect(await store.getFile('contract_pdfs', tenant, pdf)).toEqual(file('%PDF-1.7'));
    });

    it.each(hostileIds)('finds nothing under the id %j', async (id) => {
      expect(await store.replace('context_files', tenant, id, { name: 'x', markdown: 'x' })).toBe(false);
      expect(await store.remove('context_files', tenant, id)).toBe(false);
      expect(await store.getFile('contract_pdfs', tenant, id)).toBeNull();
    });

    it.each(hostileValues)('reads %j neither as an id nor as a tenant', async (value) => {
      const id = await store.put('context_files', tenant, { name: 'Acme', markdown: 'secret' });
      const asText = value as string; // what a mistake in code would let through, past the types
      expect(await store.getMany('context_files', tenant, [asText])).toEqual(new Map());
      expect(await store.remove('context_files', tenant, asText)).toBe(false);
      const noTenant = new RangeError("expected a tenant's id to be a UUID");
      await expect(store.getMany('context_files', asText, [id])).rejects.toThrow(noTenant);
      await expect(store.remove('context_files', asText, id)).rejects.toThrow(noTenant);
    });

    it('keeps the bytes and the media type of a file', async () => {
      const bytes = Buffer.from(Array.from({ length: 256 }, (_, value) => value));
      const id = await store.putFile('contract_pdfs', tenant, { bytes, contentType: 'application/pdf' });
      expect(await store.getFile('contract_pdfs', tenant, id)).toEqual({ bytes, contentType: 'application/pdf' });
      expect(await contextFile(tenant, id)).toBeUndefined();
      expect(await store.remove('contract_pdfs', tenant, id)).toBe(true);
      expect(await store.getFile('contract_pdfs', tenant, id)).toBeNull();
    });

    it('gives back any JSON as it was', async () => {
      const key = fc
        .string({ unit: 'grapheme', maxLength: 8 })
        .filter((text) => !/^\$|[.\0]|^(?:__proto__|_bsontype)$/.test(text));
      const { json } = fc.letrec<{ json: JsonValue; text: string }>((tie) => ({
        text: fc.string({ unit: 'binary', maxLength: 20 }).map((text) => text.replaceAll('\0', '')),
        json: fc.oneof(
          { maxDepth: 4 },
          fc.oneof(tie('text'), fc.integer(), fc.maxSafeInteger(), fc.boolean(), fc.constant(null)),
          fc.double({ noNaN: true, noDefaultInfinity: true }),
          fc.array(tie('json'), { maxLength: 4 }),
          fc.dictionary(key, tie('json'), { maxKeys: 4, noNullPrototype: true }),
        ),
      }));
      await fc.assert(
        fc.asyncProperty(json, async (value) => {
          const id = await store.put('activity_outputs', tenant, { contentType: 'application/json', json: value });
          const found = (await store.getMany('activity_outputs', tenant, [id])).get(id);
          expect(found?.json).toEqual(JSON.parse(JSON.stringify(value)));
        }),
        { numRuns: 100 },
      );
    });

    const refusedKey = 'expected at document.json: keys that neither begin with "$" nor contain "."';
    const refusedText = 'text without NUL and lone surrogates';
    it.each<[string, JsonValue, string]>([
      ['an operator for a key', { $where: 'sleep(1000)' }, refusedKey],
      ['a path for a key', { 'tenant.id': 'x' }, refusedKey],
      [
        'an operator further down',
        [{ a: { $ne: '' } }],
        'expected at document.json[0].a: keys that neither begin with "$" nor contain "."',
      ],
      [
        'a prototype',
        JSON.parse('{"__proto__":{}}'),
        'expected at document.json: keys other than __proto__ and _bsontype',
      ],
      ['a BSON type', { _bsontype: 'ObjectId' }, 'expected at document.json: keys other than __proto__ and _bsontype'],
      ['NUL in a key', { 'a\0': 1 }, `expected at document.json: ${refusedText}`],
      ['NUL in a text', ['\0'], `expected at document.json[0]: ${refusedText}`],
      ['a lone surrogate', { a: '\ud800' }, `expected at document.json.a: ${refusedText}`],
      [
        'too many levels',
        [[[[[[[[]]]]]]]],
        'expected at document.json[0][0][0][0][0][0][0]: fewer levels of objects and lists inside each other',
      ],
      [
        'a number that JSON cannot say',
        NaN,
        'expected at document.json: a value of JSON: text, a finite number, true, false, null, a list or a plain object',
      ],
      ['a document over the limit', 'x'.repeat(10_000), 'expected at document: at most 10000 bytes of JSON, got 10044'],
    ])('refuses %s and leaves the old document', async (_, json, told) => {
      const old = { contentType: 'text/plain', text: 'old' };
      const id = await store.put('activity_outputs', tenant, old);
      const refused = { contentType: 'application/json', json };
      await expect(store.put('activity_outputs', tenant, refused)).rejects.toThrow(new UnstorableDocumentError(told));
      await expect(store.replace('activity_outputs', tenant, id, refused)).rejects.toThrow(
        new UnstorableDocumentError(told),
      );
      expect((await store.getMany('activity_outputs', tenant, [id])).get(id)).toEqual({ ...old, updatedAt: null });
    });

    const mediaType = 'expected at file: a media type of at most 100 characters, such as "application/pdf"';
    it.each<[string, StoredFile, string]>([
      ['a file over the limit', file('x'.repeat(1_001)), 'expected at file: at most 1000 bytes, got 1001'],
      ['a media type that is none', { ...file('x'), contentType: 'pdf' }, mediaType],
      ['a media type with a header behind it', { ...file('x'), contentType: 'text/html\r\nx: y' }, mediaType],
      ['a media type over its column', { ...file('x'), contentType: `a/${'b'.repeat(99)}` }, mediaType],
    ])('refuses %s', async (_, refused, told) => {
      await expect(store.putFile('contract_pdfs', tenant, refused)).rejects.toThrow(new UnstorableDocumentError(told));
    });

    it('gives each of many documents put at once an id of its own', async () => {
      const bodies = Array.from({ length: 50 }, (_, index) => ({ name: String(index), markdown: '' }));
      const ids = await Promise.all(bodies.map((body) => store.put('context_files', tenant, body)));
      const found = await store.getMany('context_files', tenant, ids);
      expect(ids.map((id) => found.get(id)?.name)).toEqual(bodies.map((body) => body.name));
    });

    it('answers a ping', async () => {
      await expect(store.ping()).resolves.toBeUndefined();
    });
  });
}

function file(text: string): StoredFile {
  return { bytes: Buffer.from(text), contentType: 'application/pdf' };
}
