import { nested, tooLarge, type Attack } from './attack.ts';

/** Documents of too many levels. */
export const depth: readonly Attack[] = [
  ...[26, 1_000, 1_500, 2_500, 20_000].map((levels) => ({
    name: `${levels} levels of fields`,
    body: { query: `{viewer${nested(levels, '{tenant', '{id}', '}')}}` },
    ...tooLarge(levels === 20_000 ? 'characters' : 'depth'),
  })),
  { name: 'a list of 20,000 levels', body: { query: `{goal(id:${'['.repeat(20_000)}){id}}` }, ...tooLarge('depth') },
  {
    name: 'an object of 1,000 levels',
    body: { query: `{leads(filter:${'{a:'.repeat(1_000)}){nodes{id}}}` },
    ...tooLarge('depth'),
  },
  {
    name: 'a type of 1,000 lists',
    body: { query: `query Q($v:${'['.repeat(1_000)}Int){viewer{role}}` },
    ...tooLarge('depth'),
  },
  { name: '50,000 open brackets', body: { query: '{a'.repeat(25_000) }, ...tooLarge('depth') },
];
