import { badInput, invalid, times, tooLarge, unread, type Attack } from './attack.ts';

/** Values that are too many, too long or none. */
export const values: readonly Attack[] = [
  {
    name: 'a list of 4,000 numbers where a name may stand',
    body: { query: `{nodes(ids:[${times(4_000, String)}]){id}}` },
    status: 200,
    code: 'BAD_USER_INPUT',
  },
  {
    name: 'an unknown enum value of 90,000 characters',
    body: { query: `{activities(filter:{status:[${'A'.repeat(90_000)}]}){nodes{id}}}` },
    ...invalid,
  },
  {
    name: 'an unknown enum value of 900,000 characters in a variable',
    body: {
      query: 'query Q($s:[ActivityStatus!]){activities(filter:{status:$s}){nodes{id}}}',
      variables: { s: ['A'.repeat(900_000)] },
    },
    ...badInput,
  },
  {
    name: '40,000 unknown enum values in a variable',
    body: {
      query: 'query Q($s:[ActivityStatus!]){activities(filter:{status:$s}){nodes{id}}}',
      variables: { s: Array.from({ length: 40_000 }, () => 'NO') },
    },
    ...badInput,
  },
  {
    name: '10,000 ids that are none',
    body: {
      query: 'query Q($ids:[ID!]!){nodes(ids:$ids){id}}',
      variables: { ids: Array.from({ length: 10_000 }, String) },
    },
    status: 200,
    code: 'BAD_USER_INPUT',
  },
  {
    name: 'a cursor of 900,000 characters',
    body: {
      query: 'query Q($after:String){activities(after:$after){nodes{id}}}',
      variables: { after: 'A'.repeat(900_000) },
    },
    status: 200,
    code: 'INVALID_CURSOR',
  },
  { name: 'a text of 900,000 characters', body: { query: `#${'x'.repeat(900_000)}` }, ...tooLarge('characters') },
  {
    name: 'a string of 90,000 characters that does not end',
    body: { query: `{goal(id:"${'x'.repeat(90_000)}` },
    ...unread,
  },
  { name: 'a block string of 40,000 quotes', body: { query: `{goal(id:"""${'\\"""'.repeat(20_000)}` }, ...unread },
  { name: 'nothing but commas', body: { query: ','.repeat(99_000) }, ...unread },
  { name: 'nothing but NULs', body: { query: '\u0000'.repeat(90_000) }, ...unread },
];
