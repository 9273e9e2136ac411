import { readFileSync } from 'node:fs';
import type { CodegenConfig } from '@graphql-codegen/cli';
import { Kind, parse, type ConstDirectiveNode, type DefinitionNode } from 'graphql';
import { parse as parseYaml } from 'yaml';
import { enumLabels, tables } from './prisma/generated/tables.ts';

/** The resolver types of each subgraph in supergraph.yaml: rows of Prisma's tables behind its own types, references behind others'. */
interface Supergraph {
  readonly subgraphs: Readonly<Record<string, { readonly schema: { readonly file: string } }>>;
}

const platform = '../../../platform';
const entities = new Set<string>(Object.values(tables).map(({ model }) => model));
const { subgraphs } = parseYaml(
  readFileSync(process.env['SUPERGRAPH_FILE'] ?? 'supergraph.yaml', 'utf8'),
) as Supergraph; // tests/supergraph-yaml.test.ts checks its shape

/** Types that no table stands behind: what their resolvers get as parent, or their values inside. */
const parents: Readonly<Record<string, string>> = {
  Viewer: `${platform}/identity/viewer.ts#Viewer as Principal`,
  UserError: `${platform}/commands/result.ts#UserError as Refusal`,
  TenantBilling: '../tenant.ts#TenantBillingFacts',
  AppAccess: 'string',
  ActivityOutput: '../activity.ts#OutputDocument',
  ActivityTemplateStep: '../../../domain/activities/activity-template/activity-template.rules.ts#TemplateStep',
  TemplateVariable:
    '../../../domain/activities/recurring-task-template/template-variables.rules.ts#TemplateVariable as Variable',
  SkillFile: '../agent-config.ts#SkillDocument',
  LlmCostReport: '../../../domain/activities/llm-call/llm-costs.report.ts#LlmCosts',
  LlmCostRow: '../../../domain/activities/llm-call/llm-costs.report.ts#LlmCostRow as CostRow',
  AdPerformance: '../ad-performance.ts#PerformanceFacts',
  ImpactEstimate: '../../../domain/ads/ad-recommendation/impact.rules.ts#Impact',
  AdTotals: '../../../domain/ads/ad-campaign/ad-totals.report.ts#AdTotals as Totals',
  ScoreComponent: '../../../domain/content/channel/channel-score.rules.ts#ScoreComponent as Component',
  PostContent: '../post.ts#PostDocument',
  Engagement: '../../../domain/content/social-post/social-post.rules.ts#Engagement as Response',
  CalendarItem: '../../../domain/content/content-calendar/content-calendar.report.ts#CalendarPost',
  CalendarDay: '../../../domain/content/content-calendar/content-calendar.report.ts#ContentDay',
  LeadBreakdownRow: '../../../domain/crm/lead/lead-breakdown.report.ts#LeadBreakdownRow as BreakdownRow',
};

function isForeign(definition: DefinitionNode, directives: readonly ConstDirectiveNode[] | undefined): boolean {
  if (definition.kind === Kind.OBJECT_TYPE_EXTENSION) return true;
  const key = directives?.find(({ name }) => name.value === 'key');
  return (
    key?.arguments?.some(
      ({ name, value }) => name.value === 'resolvable' && value.kind === Kind.BOOLEAN && !value.value,
    ) ?? false
  );
}

function mappersOf(file: string): Record<string, string> {
  const mappers: Record<string, string> = {};
  for (const definition of parse(readFileSync(file, 'utf8')).definitions) {
    if (!('name' in definition) || definition.name === undefined) continue;
    const name = definition.name.value;
    if (parents[name] !== undefined) mappers[name] = parents[name];
    if (name.endsWith('Payload')) mappers[name] = `${platform}/graph/mutation.ts#Payload`;
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.OBJECT_TYPE_EXTENSION) continue;
    const node = name.replace(/(Connection|Edge)$/, '');
    if (!entities.has(node)) continue;
    const row = `${platform}/database/tables.ts#${node}Row`;
    if (node === name)
      mappers[name] = isForeign(definition, definition.directives)
        ? `${platform}/ids/reference-ids.ts#RowIdentity`
        : row;
    else mappers[name] = `${name.endsWith('Edge') ? 'Edge' : 'Connection'}<${node}Row>`;
  }
  return mappers;
}

function enumsOf(file: string): Record<string, string> {
  const enums: Record<string, string> = {};
  for (const definition of parse(readFileSync(file, 'utf8')).definitions) {
    if (definition.kind !== Kind.ENUM_TYPE_DEFINITION || !(definition.name.value in enumLabels)) continue;
    enums[definition.name.value] = `${platform}/database/tables.ts#${definition.name.value}`;
  }
  return enums;
}

const config: CodegenConfig = {
  // The plugin re-exports enums as values; under verbatimModuleSyntax a type is exported as one.
  hooks: {
    beforeOneFileWrite: (_path: string, content: string) =>
      content.replace(/^export \{ (\w+) \};$/gm, 'export type { $1 };'),
  },
  generates: Object.fromEntries(
    Object.values(subgraphs).map(({ schema: { file } }) => [
      file.replace('schema.graphql', 'generated/resolvers.ts'),
      {
        schema: file,
        plugins: [
          { add: { content: `import type { Connection, Edge } from '${platform}/paging/connection.ts';` } },
          'typescript',
          'typescript-resolvers',
        ],
        config: {
          federation: true,
          useTypeImports: true,
          enumsAsTypes: true,
          avoidOptionals: { field: true },
          makeResolverTypeCallable: true,
          contextType: '../loaders.ts#Context',
          mappers: mappersOf(file),
          enumValues: enumsOf(file),
          scalars: {
            ID: 'string',
            DateTime: 'string',
            Date: 'string',
            YearMonth: 'string',
            Decimal: 'string',
            URL: 'string',
            JSON: 'unknown',
          },
        },
      },
    ]),
  ),
};

export { config as default }; // graphql-codegen reads the default export
