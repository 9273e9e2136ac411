import { expect, it } from '@jest/globals';
import { buildSchema, isEnumType, isObjectType } from 'graphql';
import { readDefaultsAgain } from './argument-defaults.ts';

it('gives a default the label that its enum has inside', () => {
  const schema = buildSchema(`
    enum Status { CREATED DONE }
    type Query { inbox(statuses: [Status!] = [CREATED], limit: Int = 5, first: Int): Int }
  `);
  const status = schema.getType('Status');
  if (!isEnumType(status)) throw new Error('expected an enum');
  for (const value of status.getValues()) value.value = value.name.toLowerCase();
  readDefaultsAgain(schema);
  const query = schema.getQueryType();
  if (!isObjectType(query)) throw new Error('expected a query type');
  const defaults = query.getFields()['inbox']?.args.map(({ name, defaultValue }) => [name, defaultValue]);
  expect(defaults).toEqual([
    ['statuses', ['created']],
    ['limit', 5],
    ['first', undefined],
  ]);
});
