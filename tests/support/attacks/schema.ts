import { getIntrospectionQuery } from 'graphql';
import { badInput, invalid, nested, times, tooLarge, type Attack } from './attack.ts';

/** Questions about the schema, and for what it has not. */
export const schema: readonly Attack[] = [
  {
    name: 'the schema within the schema',
    body: { query: `{__schema{types${nested(3, '{fields{type', '{name}', '}}')}}}` },
    ...invalid,
  },
  {
    name: 'the schema by 40 aliases',
    body: { query: `{${times(40, (i) => `a${i}:__schema{types{name fields{name args{name}}}}`)}}` },
    ...tooLarge('cost'),
  },
  {
    name: 'all that tools ask of the schema, with everything twice',
    body: { query: getIntrospectionQuery().replace('queryType', 'a: queryType { name } queryType') },
    status: 200,
    code: '',
  },
  { name: '_entities', body: { query: '{_entities(representations:[]){__typename}}' }, ...invalid },
  { name: '_service', body: { query: '{_service{sdl}}' }, ...invalid },
  { name: 'a mutation that there is none of', body: { query: 'mutation{deleteEverything{id}}' }, ...invalid },
  { name: 'a subscription', body: { query: 'subscription{viewer{role}}' }, ...badInput },
  { name: '@defer', body: { query: '{viewer{...@defer{role}}}' }, ...invalid },
  { name: '@stream', body: { query: '{activities{nodes@stream{id}}}' }, ...invalid },
];
