import { prettyFormatQueryPlan, type PlanNode, type QueryPlan } from '@apollo/query-planner';
import { Kind, parse, print, visit } from 'graphql';
import { cleanLines } from '../../platform/observability/clean-text.ts';
import type { LogFields } from '../../platform/startup/log.ts';
import { rounded } from '../period.ts';
import type { FetchRecord, RequestRecord } from '../request-record.ts';

/** Most that is told of one operation. Characters: of its plan, of the texts that a plan is printed from, of a statement, of a path. */
const limits = { plan: 10_000, operations: 100_000, statement: 2_000, path: 200, fetches: 30, statements: 20 };

/**
 * Why an operation was slow, as far as it is known here: its plan, and each fetch with its statements, the slowest first. Texts stand
 * without values: those of statements have none, and those of the plan's literals are taken out.
 */
export function slowOperationFields({ plan, planning, fetches }: RequestRecord): LogFields {
  return {
    planningMs: planning === null ? null : rounded(planning.milliseconds),
    plan: plan === null ? null : planText(plan),
    fetches: slowest(fetches, limits.fetches).map(fetchFields),
    fetchCount: fetches.length,
  };
}

/** The same in lines, for a person. */
export function slowOperationLines({ plan, planning, fetches }: RequestRecord): string {
  const lines = slowest(fetches, limits.fetches).flatMap((fetch) => {
    const { service, path, ms, statementCount, statements } = fetchFields(fetch);
    return [
      `  ${service} ${path === '' ? 'at the root' : `at ${path}`}: ${ms} ms, ${statementCount} statements`,
      ...statements.map(({ text, ms: each, rows }) => `    ${each} ms, ${rows} rows: ${text}`),
    ];
  });
  return [
    ...(planning === null ? [] : [`  planned in ${rounded(planning.milliseconds)} ms`]),
    ...lines,
    ...(plan === null ? [] : [planText(plan)]),
  ].join('\n');
}

function fetchFields({ service, path, milliseconds, statements: { count, log } }: FetchRecord) {
  return {
    service,
    path: path.join('.').slice(0, limits.path),
    ms: rounded(milliseconds),
    statementCount: count,
    statements: slowest(log, limits.statements).map((statement) => ({
      text: cleanLines(statement.text, limits.statement),
      ms: rounded(statement.milliseconds),
      rows: statement.rows,
    })),
  };
}

function slowest<Timed extends { readonly milliseconds: number }>(all: readonly Timed[], most: number): Timed[] {
  return [...all].sort((a, b) => b.milliseconds - a.milliseconds).slice(0, most);
}

/** Where everything is slow, what is told of it must not take the rest: a plan is put into words once. */
const planTexts = new WeakMap<QueryPlan, string>();

/** A plan as Apollo prints it, without its literals. */
function planText(plan: QueryPlan): string {
  let text = planTexts.get(plan);
  if (text === undefined) {
    text = cleanLines(printed(plan), limits.plan);
    planTexts.set(plan, text);
  }
  return text;
}

function printed({ node, ...plan }: QueryPlan): string {
  if (node === undefined || node.kind === 'Subscription') return prettyFormatQueryPlan(plan);
  const asked = operationsOf(node);
  const length = asked.reduce((sum, operation) => sum + operation.length, 0);
  if (length > limits.operations) return `(a plan of ${asked.length} fetches, whose texts have ${length} characters)`;
  return prettyFormatQueryPlan({ ...plan, node: withoutLiterals(node) });
}

function operationsOf(node: PlanNode): string[] {
  if (node.kind === 'Fetch') return [node.operation];
  if (node.kind === 'Flatten') return operationsOf(node.node);
  return node.kind === 'Sequence' || node.kind === 'Parallel' ? node.nodes.flatMap(operationsOf) : [];
}

function withoutLiterals(node: PlanNode): PlanNode {
  switch (node.kind) {
    case 'Fetch':
      return { ...node, operation: bareOperation(node.operation) };
    case 'Flatten':
      return { ...node, node: withoutLiterals(node.node) };
    case 'Sequence':
    case 'Parallel':
      return { ...node, nodes: node.nodes.map(withoutLiterals) };
    case 'Condition':
    case 'Defer':
      throw new Error(`this graph plans no ${node.kind}`);
  }
}

function bareOperation(text: string): string {
  return print(
    visit(parse(text, { noLocation: true }), {
      [Kind.STRING]: (node) => ({ ...node, value: '', block: false }),
      [Kind.INT]: (node) => ({ ...node, value: '0' }),
      [Kind.FLOAT]: (node) => ({ ...node, value: '0' }),
    }),
  );
}
