import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { avatarUrl, followersCount, scoreDelta } from './channel.rules.ts';

describe('what a platform tells of a channel', () => {
  const metadata = { pageId: '7', followersCount: 5_120, avatarUrl: 'https://assets.example/a.png' };

  it('has its followers and its picture', () => {
    expect(followersCount({ metadata })).toBe(5_120);
    expect(avatarUrl({ metadata })).toBe('https://assets.example/a.png');
  });

  it.each([['5120'], [-1], [1.5], [2 ** 31], [null], [undefined]])('has no followers in %p', (count) => {
    expect(followersCount({ metadata: { ...metadata, followersCount: count } })).toBeNull();
    expect(avatarUrl({ metadata: { ...metadata, followersCount: count } })).toBe('https://assets.example/a.png');
  });

  it.each([['javascript:alert(1)'], ['ftp://assets.example/a.png'], ['/a.png'], [''], [7], [null]])(
    'has no picture in %p',
    (url) => {
      expect(avatarUrl({ metadata: { ...metadata, avatarUrl: url } })).toBeNull();
    },
  );

  it('may be any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        const count = followersCount({ metadata: json });
        expect(count === null || Number.isInteger(count)).toBe(true);
        expect(avatarUrl({ metadata: json }) ?? 'https:').toMatch(/^https?:/);
      }),
    );
  });
});

it('is by how much the score rose or fell, once there are two', () => {
  expect(scoreDelta({ score: 70, scorePrevious: 64 })).toBe(6);
  expect(scoreDelta({ score: 0, scorePrevious: 100 })).toBe(-100);
  expect(scoreDelta({ score: 70, scorePrevious: 70 })).toBe(0);
  expect(scoreDelta({ score: 70, scorePrevious: null })).toBeNull();
  expect(scoreDelta({ score: null, scorePrevious: null })).toBeNull();
});
