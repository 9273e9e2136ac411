import { expect, it } from '@jest/globals';
import { inEachStatus, type BackedFilter } from './backlink.filters.ts';

it('names every status where isLive alone is backed', () => {
  const statuses = ['prospecting', 'outreach_sent', 'responded', 'agreed', 'published', 'rejected', 'no_response'];
  expect(inEachStatus({ isLive: false })).toEqual({ isLive: false, outreachStatus: statuses });
  expect(inEachStatus({ isLive: true, outreachStatus: null, lastCheckedAt: {} })).toEqual({
    isLive: true,
    outreachStatus: statuses,
    lastCheckedAt: {},
  });
});

it.each<BackedFilter>([
  {},
  { isLive: null },
  { outreachStatus: ['agreed'] },
  { isLive: true, outreachStatus: [] },
  { isLive: true, outreachStatus: ['published'] },
  { isLive: true, deliverableId: 'x' },
  { isLive: true, activityId: 'x' },
  { isLive: true, updatedAt: {} },
])('leaves %j as it is', (filter) => {
  expect(inEachStatus(filter)).toBe(filter);
});

it.each([null, undefined])('takes %j for no filter', (filter) => {
  expect(inEachStatus(filter)).toBeNull();
});
