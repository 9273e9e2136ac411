import { nested, times, tooLarge, ulid, type Attack } from './attack.ts';

/** `{viewer{tenant{activities(first:100){nodes{tenant{…`, so many times. */
const pages = (count: number): string =>
  `{viewer{tenant${nested(count, '{activities(first:100){nodes{tenant', '{id}', '}}}')}}}`;
/** The same through fields, so that spreading multiplies what stands below. */
export const multiplying = (levels: number): string =>
  `{viewer{tenant{...f0}}} ${times(levels, (i) => `fragment f${i} on Tenant{a:activities{nodes{tenant{...f${i + 1}}}} b:activities{nodes{tenant{...f${i + 1}}}}}`)} fragment f${levels} on Tenant{id}`;

/** Operations whose rows multiply. */
export const rows: readonly Attack[] = [
  { name: 'pages of a hundred within each other, three times', body: { query: pages(3) }, ...tooLarge('nodes') },
  { name: 'pages of a hundred within each other, four times', body: { query: pages(4) }, ...tooLarge('nodes') },
  { name: 'pages of a hundred within each other, eight times', body: { query: pages(8) }, ...tooLarge('depth') },
  {
    name: 'pages within each other, their length a variable',
    body: {
      query: `query Pages($n: Int!) ${pages(3).replaceAll('first:100', 'first:$n')}`,
      variables: { n: 100 },
    },
    ...tooLarge('nodes'),
  },
  {
    name: "pages within each other, their length a variable's default",
    body: { query: `query Pages($n: Int = 100) ${pages(3).replaceAll('first:100', 'first:$n')}` },
    ...tooLarge('nodes'),
  },
  {
    name: 'pages within each other, from their ends',
    body: { query: pages(3).replaceAll('first:100', 'last:100') },
    ...tooLarge('nodes'),
  },
  {
    name: 'pages within each other, through edges',
    body: { query: `{viewer{tenant${nested(3, '{activities(first:100){edges{node{tenant', '{id}', '}}}}')}}}` },
    ...tooLarge('nodes'),
  },
  {
    name: 'pages of the standard length within each other',
    body: { query: pages(5).replaceAll('(first:100)', '') },
    ...tooLarge('nodes'),
  },
  {
    name: 'pages within each other, in fragments that double',
    body: { query: multiplying(4) },
    ...tooLarge('nodes'),
  },
  {
    name: 'a page longer than any, within pages',
    body: { query: pages(2).replace('first:100', 'first:2147483647') },
    ...tooLarge('cost'),
  },
  {
    name: 'a hundred nodes, each with pages within each other',
    body: {
      query: `{nodes(ids:[${times(100, () => `"${ulid}"`)}]){...on Tenant{activities(first:100){nodes{tenant{activities(first:100){nodes{id}}}}}}}}`,
    },
    ...tooLarge('nodes'),
  },
  {
    name: 'fifty roots with pages within each other',
    body: {
      query: `{${times(50, (i) => `a${i}:activities(first:100){nodes{tenant{activities(first:100){nodes{id}}}}}`)}}`,
    },
    ...tooLarge('nodes'),
  },
];
