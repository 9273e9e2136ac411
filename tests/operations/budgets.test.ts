import { expect, it } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { readSupergraph } from '../../gateway/supergraph.ts';
import { projectPath } from '../../platform/config/paths.ts';
import { readOperation } from '../support/operation.ts';
import { planShapes } from '../support/plan-shape.ts';
import { budgets } from './budgets.ts';

it('has a budget and a test for every operation', () => {
  const operations = namesIn('operations', '.graphql');
  expect(Object.keys(budgets)).toEqual(operations);
  expect(namesIn('tests/operations', '.test.ts').filter((name) => name !== 'budgets')).toEqual(operations);
});

const shapeOf = planShapes(readSupergraph());

it.each(Object.entries(budgets))('plans %s in as many fetches and steps as its budget has', (name, budget) => {
  expect(shapeOf(readOperation(name))).toEqual({ fetches: budget.fetches, depth: budget.depth });
});

/** Fetches and depth that the graph was designed to need: a budget may fall below, never rise above. */
const designed: Readonly<Partial<Record<keyof typeof budgets, readonly [fetches: number, depth: number]>>> = {
  HomeDashboard: [15, 3],
  MonthlyDeliverableProgress: [8, 4],
  MyInbox: [12, 4],
  StrategyDetail: [7, 3],
  GoalProgressBook: [5, 3],
  LlmCostByAgent: [5, 3],
  CostPerPublishedPost: [7, 4],
  SearchTermWaste: [5, 3],
  ApprovalLatency: [8, 4],
  PortfolioHealth: [7, 2],
  ResolveIds: [11, 3],
  PublishedContentFeed: [7, 4],
  CampaignAttribution: [6, 3],
};

it.each(Object.entries(designed))('plans %s in no more fetches and steps than designed', (name, [fetches, depth]) => {
  const plan = shapeOf(readOperation(name));
  expect(plan.fetches).toBeLessThanOrEqual(fetches);
  expect(plan.depth).toBeLessThanOrEqual(depth);
});

function namesIn(folder: string, ending: string): string[] {
  return readdirSync(projectPath(folder))
    .filter((file) => file.endsWith(ending))
    .map((file) => file.slice(0, -ending.length))
    .sort();
}
