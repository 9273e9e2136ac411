import { invalid, nested, times, tooLarge, type Attack } from './attack.ts';
import { multiplying } from './rows.ts';

/** Fragments each of which spreads the next one twice. */
const doubling = (levels: number): string =>
  `{viewer{...f0}} ${times(levels, (i) => `fragment f${i} on Viewer{a${i}:tenant{id} ...f${i + 1} ...f${i + 1}}`)} fragment f${levels} on Viewer{role}`;
/** Operations of fragments. */
export const fragments: readonly Attack[] = [
  ...[12, 14, 17, 25, 30, 90].map((levels) => ({
    name: `fragments that double, level ${levels}`,
    body: { query: doubling(levels) },
    ...tooLarge('fields'),
  })),
  ...[5, 10, 30].map((levels) => ({
    name: `fragments that multiply what stands below, level ${levels}`,
    body: { query: multiplying(levels) },
    ...(levels === 5 ? tooLarge('nodes') : tooLarge('fields')),
  })),
  {
    name: 'a fragment that spreads itself',
    body: { query: '{viewer{...f}} fragment f on Viewer{role ...f}' },
    ...invalid,
  },
  {
    name: 'a circle of a hundred fragments',
    body: { query: `{viewer{...f0}} ${times(100, (i) => `fragment f${i} on Viewer{role ...f${(i + 1) % 100}}`)}` },
    ...invalid,
  },
  {
    name: 'two hundred fragments in a row',
    body: {
      query: `{viewer{...f0}} ${times(200, (i) => `fragment f${i} on Viewer{...f${i + 1}}`)} fragment f200 on Viewer{role}`,
    },
    ...tooLarge('fragments'),
  },
  {
    name: 'twenty thousand fragments in a row',
    body: { query: `{...f0} ${times(20_000, (i) => `fragment f${i} on Query{...f${i + 1}}`)}` },
    ...tooLarge('characters'),
  },
  {
    name: 'two thousand inline fragments within each other',
    body: { query: `{${nested(2_000, '...{', 'viewer{role}', '}')}}` },
    ...tooLarge('depth'),
  },
  {
    name: 'two thousand inline fragments beside each other',
    body: { query: `{viewer{${times(2_000, () => '...on Viewer{role}')}}}` },
    ...tooLarge('tokens'),
  },
  {
    name: 'a thousand inline fragments of five fields',
    body: { query: `{viewer{${times(600, () => '...{role scopes}')}}}` },
    ...tooLarge('fields'),
  },
];
