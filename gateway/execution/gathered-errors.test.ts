import { describe, expect, it } from '@jest/globals';
import { gatherErrors } from './gathered-errors.ts';
import type { Place } from './unexplained.ts';

const refused = (path: Place, message = 'no') => ({ message, path, extensions: { code: 'FORBIDDEN' } });
const items = (count: number, field: string) =>
  Array.from({ length: count }, (_, index) => refused(['goals', 'nodes', index, field]));

describe('errors of one field', () => {
  it('stand alone up to a number', () => {
    expect(gatherErrors(items(3, 'cost'), 3)).toEqual(items(3, 'cost'));
  });

  it('are one error beyond it, at the first of their places, which tells their number', () => {
    expect(gatherErrors(items(132, 'cost'), 10)).toEqual([
      ...items(10, 'cost'),
      {
        message: 'no (this and 121 more of this field)',
        path: ['goals', 'nodes', 10, 'cost'],
        extensions: { code: 'FORBIDDEN', count: 122 },
      },
    ]);
  });

  it('are counted apart from those of other fields, and from those that say something else', () => {
    const others = [refused(['goals', 'nodes', 9, 'cost'], 'never'), ...items(2, 'name'), refused(['viewer'])];
    expect(gatherErrors([...items(2, 'cost'), ...others], 2)).toEqual([...items(2, 'cost'), ...others]);
  });

  it('of several lists are those of one field', () => {
    const errors = [1, 2, 3].map((index) => refused(['goals', 'nodes', index, 'runs', 0, 'cost']));
    expect(gatherErrors(errors, 1).at(-1)).toMatchObject({
      ...errors[1],
      message: expect.any(String),
      extensions: { count: 2 },
    });
  });
});
