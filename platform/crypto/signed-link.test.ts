import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { signLink, verifyLink } from './signed-link.ts';

const secret = 'a-secret-for-tests-of-32-bytes!!';
const path = '/files/contracts/01KAJ3V0T5ZJ6W8Q2M4N6P8R0S.pdf';
const expiresAt = new Date('2026-11-23T08:05:00.900Z');
const link = new URL(signLink({ baseUrl: 'https://graph.example.com/', path, expiresAt, secret }));
const query = Object.fromEntries(link.searchParams);
const before = new Date('2026-11-23T08:04:59.999Z');

describe('signLink', () => {
  it('gives the path with its expiry in seconds and a signature', () => {
    expect(link.origin + link.pathname).toBe(`https://graph.example.com${path}`);
    expect(query).toEqual({ expires: '1795421100', signature: expect.stringMatching(/^[\w-]{43}$/) });
  });

  it('keeps a path in front of which the gateway is mounted, and signs without it', () => {
    const mounted = new URL(signLink({ baseUrl: 'https://example.com/graph', path, expiresAt, secret }));
    expect(mounted.pathname).toBe(`/graph${path}`);
    expect(mounted.search).toBe(link.search);
  });

  it.each([
    'files/a.pdf',
    '/files/../a.pdf',
    '/files//a.pdf',
    '/files/a b.pdf',
    '/files/a.pdf?x=1',
    '/files/%61.pdf',
    '/',
  ])('refuses the path %j', (odd) => {
    expect(() => signLink({ baseUrl: 'https://graph.example.com', path: odd, expiresAt, secret })).toThrow(
      new RangeError('expected a path of segments of letters, digits, ".", "_", "~" or "-"'),
    );
  });

  it('refuses a short secret and a date that is none', () => {
    const base = { baseUrl: 'https://graph.example.com', path, expiresAt, secret };
    expect(() => signLink({ ...base, secret: 'short' })).toThrow('expected the link secret to have at least 32 bytes');
    expect(() => signLink({ ...base, expiresAt: new Date(NaN) })).toThrow(
      'expected the expiry to be a date after 1970',
    );
  });
});

describe('verifyLink', () => {
  it('accepts the link until its expiry and calls it expired from then on', () => {
    expect(verifyLink({ path, query, now: before, secret })).toEqual({ ok: true });
    const at = new Date('2026-11-23T08:05:00.000Z');
    expect(verifyLink({ path, query, now: at, secret })).toEqual({ ok: false, reason: 'expired' });
  });

  it('calls a later expiry, another path and another secret invalid', () => {
    const invalid = { ok: false, reason: 'invalid' };
    const later = { ...query, expires: '1795421101' };
    const other = 'another-secret-for-tests-32-byte';
    expect(verifyLink({ path, query: later, now: before, secret })).toEqual(invalid);
    expect(verifyLink({ path: path.replace('contracts', 'invoices'), query, now: before, secret })).toEqual(invalid);
    expect(verifyLink({ path, query, now: before, secret: other })).toEqual(invalid);
  });

  it('accepts no altered expiry or signature, of any type', () => {
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789 +-.e'), maxLength: 14 });
    const value = fc.oneof(digits, fc.string(), fc.constant(undefined), fc.array(fc.string()), fc.integer());
    const { expires, signature } = query;
    const alteredSignature = fc
      .record({ at: fc.nat({ max: 42 }), by: fc.constantFrom(...'AbZ09-_=') })
      .map(({ at, by }) => `${signature?.slice(0, at)}${by}${signature?.slice(at + 1)}`);
    const altered = fc
      .oneof(
        fc.record({ expires: value, signature: fc.constant(signature) }),
        fc.record({ expires: fc.constant(expires), signature: fc.oneof(alteredSignature, value) }),
        fc.constant({ expires: [expires], signature }),
        fc.constant({ expires, signature: [signature] }),
      )
      .filter((candidate) => candidate.expires !== expires || candidate.signature !== signature);
    fc.assert(
      fc.property(altered, (candidate) => {
        expect(verifyLink({ path, query: candidate, now: before, secret })).toEqual({ ok: false, reason: 'invalid' });
      }),
      { numRuns: 2_000 },
    );
  });
});
