import { expect, it } from '@jest/globals';
import { inEachStatus, type RecommendationList } from './recommendation.filters.ts';

const status = ['pending_review', 'approved', 'rejected', 'snoozed', 'pushed', 'failed'] as const;
const orderBy = { field: 'PRIORITY' };

it.each<RecommendationList>([{ orderBy }, { orderBy, filter: null }, { orderBy, filter: { status: null } }])(
  'names every status where %j asks for the order alone',
  (list) => {
    expect(inEachStatus(list)).toEqual({ orderBy, filter: { status } });
  },
);

it.each<RecommendationList>([
  {},
  { orderBy: { field: 'CREATED_AT' } },
  { orderBy, filter: { status: [] } },
  { orderBy, filter: { status: ['approved'] } },
  { orderBy, filter: { type: ['pause_ad'] } as object },
])('leaves %j as it is', (list) => {
  expect(inEachStatus(list)).toBe(list);
});
