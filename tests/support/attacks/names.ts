import { badInput, invalid, times, tooLarge, ulid, type Attack } from './attack.ts';

/** Documents of too many names: fields, aliases, directives, operations, variables. */
export const names: readonly Attack[] = [
  ...[101, 1_000].map((count) => ({
    name: `${count} aliases of one leaf`,
    body: { query: `{viewer{${times(count, (i) => `a${i}:role`)}}}` },
    ...tooLarge('aliases'),
  })),
  {
    name: '10,000 aliases of one leaf',
    body: { query: `{viewer{${times(10_000, (i) => `a${i}:role`)}}}` },
    ...tooLarge('characters'),
  },
  {
    name: '4,000 aliases of one leaf',
    body: { query: `{viewer{${times(4_000, (i) => `a${i}:role`)}}}` },
    ...tooLarge('tokens'),
  },
  {
    name: 'one leaf 3,000 times',
    body: { query: `{viewer{${times(3_000, () => 'role')}}}` },
    ...tooLarge('fields'),
  },
  {
    name: 'one leaf 12,000 times',
    body: { query: `{viewer{${times(12_000, () => 'role')}}}` },
    ...tooLarge('tokens'),
  },
  {
    name: 'node by 200 aliases',
    body: { query: `{${times(200, (i) => `a${i}:node(id:"${ulid}"){id}`)}}` },
    ...tooLarge('aliases'),
  },
  {
    name: 'node by 60 aliases',
    body: { query: `{${times(60, (i) => `a${i}:node(id:"${ulid}"){id}`)}}` },
    ...tooLarge('rootFields'),
  },
  {
    name: 'a thousand lists at the root',
    body: { query: `{${times(1_000, (i) => `a${i}:activities(first:100){nodes{id}}`)}}` },
    ...tooLarge('tokens'),
  },
  {
    name: 'one root field 1,000 times',
    body: { query: `{${times(1_000, () => '__typename')}}` },
    ...tooLarge('rootFields'),
  },
  {
    name: 'a name of 90,000 characters',
    body: { query: `{${'a'.repeat(90_000)}}` },
    ...invalid,
  },
  { name: 'the name of the prototype', body: { query: '{viewer{__proto__:role}}' }, ...badInput },
  {
    name: '2,000 fields with a condition',
    body: { query: `{viewer{${times(2_000, () => 'role@include(if:true)')}}}` },
    ...tooLarge('tokens'),
  },
  {
    name: '150 conditions',
    body: { query: `{viewer{${times(150, () => 'role@include(if:true)')}}}` },
    ...tooLarge('directives'),
  },
  {
    name: 'a thousand unknown directives on one field',
    body: { query: `{viewer{role${times(1_000, (i) => `@d${i}`)}}}` },
    ...tooLarge('directives'),
  },
  {
    name: '5,000 operations',
    body: { query: times(5_000, (i) => `query q${i}{viewer{role}}`) },
    ...tooLarge('characters'),
  },
  {
    name: '100 operations',
    body: { query: times(100, (i) => `query q${i}{viewer{role}}`) },
    ...tooLarge('operations'),
  },
  {
    name: 'a thousand variables',
    body: { query: `query Q(${times(2_600, (i) => `$v${i}:Int`)}){viewer{role}}` },
    ...tooLarge('tokens'),
  },
];
