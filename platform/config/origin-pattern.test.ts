import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { developmentOrigins, originPattern, originTest } from './origin-pattern.ts';

describe('a pattern of origins', () => {
  it.each([
    ['https://app.example.com', 'https://app.example.com'],
    ['HTTPS://App.Example.COM:443', 'https://app.example.com'],
    ['http://app.example.com:80', 'http://app.example.com'],
    ['https://app.example.com:8443', 'https://app.example.com:8443'],
    ['https://bücher.example', 'https://xn--bcher-kva.example'],
    ['https://*.example.com', 'https://*.example.com'],
    ['https://*.example.com:*', 'https://*.example.com:*'],
    ['http://localhost:*', 'http://localhost:*'],
    ['http://[::1]:3000', 'http://[::1]:3000'],
    ['*', '*'],
  ])('%s is read as browsers write it', (text, pattern) => {
    expect(originPattern(text)).toBe(pattern);
  });

  it.each([
    '',
    'null',
    'app.example.com',
    '//app.example.com',
    'ftp://app.example.com',
    'https://',
    'https://app.example.com/',
    'https://app.example.com/graphql',
    'https://app.example.com?',
    'https://me@app.example.com',
    'https://app.example.com:65536',
    'https://app.example.com:',
    'https://*',
    'https://*.com',
    'https://*.com.',
    'https://a.*.example.com',
    'https://app*.example.com',
    '*.example.com',
    'https://[::g]',
    'https://app example.com',
  ])('%j is none', (text) => {
    expect(originPattern(text)).toBeNull();
  });

  it('is what each of those for development is', () => {
    expect(developmentOrigins.map(originPattern)).toEqual(developmentOrigins);
  });
});

describe('a test of origins', () => {
  it.each<[string, readonly string[], readonly string[]]>([
    [
      'https://app.example.com',
      ['https://app.example.com'],
      [
        'http://app.example.com',
        'https://app.example.com:8443',
        'https://app.example.com.evil.example',
        'https://evilapp.example.com',
        'https://x.app.example.com',
        'https://appxexample.com',
        'null',
        '',
      ],
    ],
    [
      'https://*.example.com',
      ['https://app.example.com', 'https://a.b.example.com'],
      [
        'https://example.com',
        'https://evilexample.com',
        'https://app.example.com.evil.example',
        'https://evil.example/.example.com',
        'https://me@evil.example#.example.com',
        'https://app.example.com:8443',
        'http://app.example.com',
        'https://.example.com',
        'https://appxexample.com',
      ],
    ],
    [
      'http://localhost:*',
      ['http://localhost', 'http://localhost:3000', 'http://localhost:65535'],
      [
        'https://localhost:3000',
        'http://localhost.evil.example',
        'http://localhost:3000.evil.example',
        'http://localhost:',
      ],
    ],
    ['http://[::1]:*', ['http://[::1]:3000'], ['http://1:3000', 'http://::1:3000']],
    ['*', ['https://anyone.example', 'null'], []],
  ])('by %s', (pattern, named, others) => {
    const isNamed = originTest([pattern]);
    expect([...named, ...others].filter(isNamed)).toEqual(named);
  });

  it('names with an exact pattern no origin but its own', () => {
    const pattern = fc.webUrl({ withFragments: false }).map((url) => new URL(url).origin);
    fc.assert(
      fc.property(pattern, fc.oneof(pattern, fc.string()), (one, other) => {
        expect(originTest([one])(one)).toBe(true);
        expect(originTest([one])(other)).toBe(other === one);
      }),
    );
  });
});
