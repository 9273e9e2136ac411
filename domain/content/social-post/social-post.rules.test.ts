import { expect, it } from '@jest/globals';
import { engagementOf } from './social-post.rules.ts';

const lastEngagementAt = '2026-04-02T09:30:00.000Z';

it('tells four figures and when they were fetched', () => {
  const engagementSnapshot = { likes: 12, comments: 0, shares: 3, impressions: 900, saves: 4 };
  expect(engagementOf({ engagementSnapshot, lastEngagementAt })).toEqual({
    likes: 12,
    comments: 0,
    shares: 3,
    impressions: 900,
    fetchedAt: lastEngagementAt,
  });
});

it('tells null for a figure that the platform does not tell, and for a time that is not known', () => {
  const engagementSnapshot = { likes: null, comments: 'many', shares: -1 };
  expect(engagementOf({ engagementSnapshot, lastEngagementAt: null })).toEqual({
    likes: null,
    comments: null,
    shares: null,
    impressions: null,
    fetchedAt: null,
  });
});

it('reads a count that the platform wrote as a string, and tells null for one that is beyond Int', () => {
  const engagementSnapshot = { likes: '12', comments: 2_147_483_647, shares: 3_000_000_000, impressions: '3000000000' };
  expect(engagementOf({ engagementSnapshot, lastEngagementAt })).toEqual({
    likes: 12,
    comments: 2_147_483_647,
    shares: null,
    impressions: null,
    fetchedAt: lastEngagementAt,
  });
});

it('is none until the first time', () => {
  expect(engagementOf({ engagementSnapshot: null, lastEngagementAt: null })).toBeNull();
});
