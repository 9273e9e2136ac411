import { expect, it } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { projectPath } from '../../platform/config/paths.ts';
import { budgets } from './budgets.ts';

it('has a budget and a test for every operation', () => {
  const operations = namesIn('operations', '.graphql');
  expect(Object.keys(budgets)).toEqual(operations);
  expect(namesIn('tests/operations', '.test.ts').filter((name) => name !== 'budgets')).toEqual(operations);
});

function namesIn(folder: string, ending: string): string[] {
  return readdirSync(projectPath(folder))
    .filter((file) => file.endsWith(ending))
    .map((file) => file.slice(0, -ending.length))
    .sort();
}
