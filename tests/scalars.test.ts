import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { getNamedType, isEnumType, isLeafType, isObjectType, type GraphQLField, type GraphQLSchema } from 'graphql';
import { projectPath } from '../platform/config/paths.ts';
import type { Table } from '../platform/database/table.ts';
import { tables } from '../platform/database/tables.ts';
import { claimsOf } from './support/claims.ts';
import { distinctValues } from './support/distinct-values.ts';
import { startGateway, type TestGateway } from './support/gateway.ts';
import { closeFactories, made, makeTenant, platformTenant, type CustomerTenant, type Make } from './support/make.ts';

type Row = Readonly<Record<string, unknown>> & { readonly refId: string };

/** What a row has to say beside that: for the database to take it, or to show both values of a field that it makes. */
const demanded: Readonly<Record<string, (variant: number) => object>> = {
  Approval: () => ({ status: 'approved' }),
  DeliverablePeriod: (variant) => ({ status: variant === 0 ? 'missed' : 'in_progress' }),
  LlmProvider: (variant) => ({ apiKey: variant === 0 ? 'sealed' : null }),
  ChannelScore: () => ({ period: '2025-03' }),
  RecurringTaskTemplate: () => ({ trigger: 'cron', cronExpression: '0 7 2 * *' }),
  User: () => ({ status: 'deactivated', appAccess: ['dm-portal', 'manage'] }),
};

/** What a field that is no column makes of its row. */
const derived: Readonly<Record<string, (row: Row) => unknown>> = {
  id: ({ refId }) => refId,
  label: ({ name, title, topic }) => name ?? title ?? topic ?? 'Onboarding',
  stateLabel: ({ status, outreachStatus }) => inWords(String(status ?? outreachStatus)),
  revision: ({ createdAt, updatedAt }) => Date.parse(String(updatedAt ?? createdAt)).toString(36),
  hasApiKey: ({ apiKey }) => apiKey !== null,
  isClosed: ({ status }) => status === 'completed' || status === 'missed',
};

/** What is worked out of more than a row's own columns: the test that compares it. */
const elsewhere: Readonly<Record<string, string>> = {
  'Activity.isOverdue': 'tests/operations/MyInbox.test.ts',
  'Activity.runCount': 'tests/operations/ActivityBoard.test.ts',
  'RecurringTaskTemplate.nextRunAt': 'tests/operations/TaskLibrary.test.ts',
  'RecurringTaskTemplate.missingVariables': 'tests/operations/TaskLibrary.test.ts',
  'RecurringTaskTemplate.renderedPrompt': 'tests/operations/TaskLibrary.test.ts',
  'Approval.timeToDecisionSeconds': 'tests/operations/ApprovalLatency.test.ts',
  'SearchTermClassification.label': 'tests/operations/ResolveIds.test.ts',
  'SearchTermClassification.effectiveClassification': 'tests/operations/SearchTermWaste.test.ts',
  'AgentConfig.runningCount': 'tests/operations/TenantAdministration.test.ts',
  'AgentConfig.secretNames': 'tests/operations/TenantAdministration.test.ts',
  'AgentSession.isExpired': 'tests/operations/StrategyDetail.test.ts',
  'Channel.followersCount': 'subgraphs/content/channel.test.ts',
  'Channel.avatarUrl': 'subgraphs/content/channel.test.ts',
  'Channel.scoreDelta': 'tests/operations/HomeDashboard.test.ts',
  'SocialPost.label': 'tests/operations/ResolveIds.test.ts',
  'Lead.label': 'tests/operations/ResolveIds.test.ts',
  'Lead.fullName': 'tests/operations/MyInbox.test.ts',
  'LeadActivity.emailSubject': 'subgraphs/crm/timeline.test.ts',
  'LeadActivity.fromStatus': 'subgraphs/crm/timeline.test.ts',
  'LeadActivity.toStatus': 'subgraphs/crm/timeline.test.ts',
  'Backlink.label': 'tests/operations/ResolveIds.test.ts',
  'Backlink.linkingDomain': 'subgraphs/seo/backlink.test.ts',
  'Strategy.label': 'tests/operations/ResolveIds.test.ts',
  'Goal.progressPercent': 'tests/operations/StrategyDetail.test.ts',
  'DeliverablePeriod.label': 'tests/operations/ResolveIds.test.ts',
  'DeliverablePeriod.remainingCount': 'tests/operations/MonthlyDeliverableProgress.test.ts',
  'DeliverablePeriod.percentComplete': 'tests/operations/MonthlyDeliverableProgress.test.ts',
  'Tenant.spendCapReached': 'tests/operations/HomeDashboard.test.ts',
  'Tenant.contractAcceptanceRequired': 'tests/operations/ContractGate.test.ts',
  'Contract.pdfUrl': 'tests/operations/ContractGate.test.ts',
};

describe('every plain value of the graph', () => {
  let graph: TestGateway;
  let schema: GraphQLSchema;
  let tenant: CustomerTenant;

  beforeAll(async () => {
    graph = await startGateway();
    schema = graph.apiSchema;
    tenant = await makeTenant();
  });

  afterAll(async () => {
    await graph.close();
    await closeFactories();
  });

  function plainFields(model: string): GraphQLField<unknown, unknown>[] {
    const type = schema.getType(model);
    if (!isObjectType(type)) return [];
    return Object.values(type.getFields()).filter((field) => isLeafType(getNamedType(field.type)));
  }

  const entities = ['tenant' as const, ...made]
    .filter((name) => name !== 'socialMediaRequestChannel')
    .map((name): [string, Table] => [name, tables[name]]);

  describe.each([0, 1])('of rows that say everything, time %i', (variant) => {
    it.each(entities)('%s', async (name, table) => {
      const fields = plainFields(table.model).filter((field) => !(`${table.model}.${field.name}` in elsewhere));
      const said = {
        ...distinctValues(table, fields, variant),
        ...demanded[table.model]?.(variant),
      };
      const made = name === 'tenant' ? await makeTenant(said) : await tenant.make[name as keyof Make](said);
      const row = made as unknown as Row;
      const { data, errors } = await graph.query(
        claimsOf(await platformTenant(), 'super_admin'),
        `query ($id: ID!) { node(id: $id) { ... on ${table.model} { ${fields.map((field) => field.name).join(' ')} } } }`,
        { id: row.refId },
        { 'x-leadmetrics-tenant': name === 'tenant' ? row.refId : tenant.slug },
      );
      const expected = fields.map((field) => [
        field.name,
        asTold(field, derived[field.name]?.(row) ?? row[field.name]),
      ]);
      expect({ data, errors }).toEqual({ data: { node: Object.fromEntries(expected) }, errors: [] });
    });
  });

  it('is a column, or made of a row as stated here, or compared where it is worked out', () => {
    const others = entities.flatMap(([, { model, columns }]) =>
      plainFields(model).flatMap(({ name }) => (name in columns && name !== 'id' ? [] : [`${model}.${name}`])),
    );
    expect(Object.keys(elsewhere).filter((place) => !others.includes(place))).toEqual([]);
    expect(others.filter((place) => !(place in elsewhere) && !((place.split('.')[1] ?? '') in derived))).toEqual([]);
    for (const [place, file] of Object.entries(elsewhere))
      expect([place, readFileSync(projectPath(file), 'utf8')]).toEqual([
        place,
        expect.stringMatching(new RegExp(`\\b${place.split('.')[1]}\\b`)),
      ]);
  });
});

/** A column's value as the graph tells it: the labels of enums in capitals, everything else as it is. */
function asTold({ type }: GraphQLField<unknown, unknown>, value: unknown): unknown {
  if (!isEnumType(getNamedType(type)) || value === null) return value;
  return Array.isArray(value) ? value.map(inCapitals) : inCapitals(value);
}

function inCapitals(label: unknown): string {
  return (label as string).replaceAll('-', '_').toUpperCase();
}

function inWords(label: string): string {
  return `${label.slice(0, 1).toUpperCase()}${label.slice(1).replaceAll('_', ' ')}`;
}
