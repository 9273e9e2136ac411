import { expect, it } from '@jest/globals';
import { inEachStatus, type BacklinkList } from './backlink.filters.ts';

const outreachStatus = [
  'prospecting',
  'outreach_sent',
  'responded',
  'agreed',
  'published',
  'rejected',
  'no_response',
] as const;
const byCheck = { field: 'LAST_CHECKED_AT' };

it.each<[BacklinkList, BacklinkList]>([
  [{ filter: { isLive: false } }, { filter: { isLive: false, outreachStatus } }],
  [
    { filter: { isLive: true, outreachStatus: null, lastCheckedAt: {} } },
    { filter: { isLive: true, outreachStatus, lastCheckedAt: {} } },
  ],
  [{ filter: { lastCheckedAt: { to: 'x' } } }, { filter: { lastCheckedAt: { to: 'x' }, outreachStatus } }],
  [{ orderBy: byCheck }, { orderBy: byCheck, filter: { outreachStatus } }],
  [
    { filter: null, orderBy: byCheck },
    { filter: { outreachStatus }, orderBy: byCheck },
  ],
])('names every status where an index has them before what %j asks', (list, expected) => {
  expect(inEachStatus(list)).toEqual(expected);
});

it.each<BacklinkList>([
  {},
  { filter: null, orderBy: { field: 'CREATED_AT' } },
  { filter: { isLive: null } },
  { filter: { outreachStatus: ['agreed'] } },
  { filter: { isLive: true, outreachStatus: [] } },
  { filter: { outreachStatus: ['published'] }, orderBy: byCheck },
  { filter: { isLive: true, deliverableId: 'x' } },
  { filter: { isLive: true, activityId: 'x' } },
  { filter: { lastCheckedAt: {}, updatedAt: {} } },
])('leaves %j as it is', (list) => {
  expect(inEachStatus(list)).toBe(list);
});
