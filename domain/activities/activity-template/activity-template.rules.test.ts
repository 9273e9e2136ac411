import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { stepsOf } from './activity-template.rules.ts';

const write = {
  key: 'write',
  title: 'Write the post',
  type: 'write',
  assigneeType: 'agent',
  agentRole: 'copywriter',
  humanRole: null,
  isApprovalGate: false,
  dependsOn: ['research'],
  dueOffsetDays: 8,
  fanOut: true,
};

it('reads a whole step as it is', () => {
  expect(stepsOf([write])).toEqual([write]);
});

it('passes over keys that it does not know', () => {
  expect(stepsOf([{ ...write, colour: 'green' }])).toEqual([write]);
});

it('reads a missing choice as none', () => {
  expect(stepsOf([{ key: 'review', title: 'Review the post', assigneeType: 'human' }])).toEqual([
    {
      key: 'review',
      title: 'Review the post',
      type: 'other',
      assigneeType: 'human',
      agentRole: null,
      humanRole: null,
      isApprovalGate: false,
      dependsOn: [],
      dueOffsetDays: null,
      fanOut: false,
    },
  ]);
});

it.each([
  ['a key', { ...write, key: undefined }],
  ['a title', { ...write, title: undefined }],
  ['a kind of assignee', { ...write, assigneeType: 'robot' }],
])('leaves out what has no %s', (_what, step) => {
  expect(stepsOf([step, write])).toEqual([write]);
});

it('reads whatever jsonb may hold', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (json) => {
      for (const { key } of stepsOf(json)) expect(key).not.toBe('');
    }),
  );
});
