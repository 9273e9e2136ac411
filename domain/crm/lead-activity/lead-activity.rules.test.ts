import { expect, it } from '@jest/globals';
import { detailsOf } from './lead-activity.rules.ts';

const none = { emailSubject: null, fromStatus: null, toStatus: null };
const metadata = { emailSubject: 'Your question', fromStatus: 'new', toStatus: 'contacted', mood: 'good' };

it('tells the subject of e-mails', () => {
  const details = { ...none, emailSubject: 'Your question' };
  expect(detailsOf({ type: 'email_sent', metadata })).toEqual(details);
  expect(detailsOf({ type: 'email_received', metadata })).toEqual(details);
});

it('tells both statuses of a change of status', () => {
  expect(detailsOf({ type: 'status_change', metadata })).toEqual({ ...none, fromStatus: 'new', toStatus: 'contacted' });
  expect(detailsOf({ type: 'status_change', metadata: { toStatus: 'lost', fromStatus: 'new' } })).toEqual({
    ...none,
    fromStatus: 'new',
  });
});

it.each(['note', 'call', 'enrichment'] as const)('tells neither of a %s', (type) => {
  expect(detailsOf({ type, metadata })).toEqual(none);
});

it.each([null, [], 'contacted', {}, { emailSubject: 7 }])('tells nothing where the metadata is %j', (stored) => {
  expect(detailsOf({ type: 'status_change', metadata: stored })).toEqual(none);
  expect(detailsOf({ type: 'email_sent', metadata: stored })).toEqual(none);
});
