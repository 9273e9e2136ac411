import { describe, expect, it } from '@jest/globals';
import { unexplained, type Place } from './unexplained.ts';

describe('a missing value', () => {
  const place: Place = ['goals', 'nodes', 1, 'name'];

  it.each<[string, Place]>([
    ['at its place', place],
    ['above it', ['goals', 'nodes', 1]],
    ['at the root field above it', ['goals']],
    ['below it', ['goals', 'nodes', 1, 'name', 'first']],
  ])('is explained by what was told %s', (_name, told) => {
    expect(unexplained([place], [['tenants'], told])).toEqual([]);
  });

  it.each<[string, Place]>([
    ['another item of the list', ['goals', 'nodes', 0, 'name']],
    ['its neighbour', ['goals', 'nodes', 1, 'metric']],
    ['a field whose name begins like its own', ['goals', 'nodes', 1, 'na']],
    ['no place', []],
  ])('is not explained by what was told of %s', (_name, told) => {
    expect(unexplained([place], [told])).toEqual([place]);
  });
});
