import { ApolloGateway } from '@apollo/gateway';
import { operationFromDocument, Supergraph } from '@apollo/federation-internals';
import { prettyFormatQueryPlan, QueryPlanner, type QueryPlan } from '@apollo/query-planner';
import { createHash } from 'node:crypto';
import {
  executeSync,
  getVariableValues,
  GraphQLError,
  isScalarType,
  Kind,
  visit,
  type DocumentNode,
  type ExecutionResult,
  type FragmentDefinitionNode,
  type GraphQLFormattedError,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { badUserInput, graphError, serviceFault } from '../../platform/errors/graph-error.ts';
import { scalars } from '../../platform/graph/scalars.ts';
import type { ReportFault } from '../../platform/graph/present-error.ts';
import type { GatewayContext } from '../context.ts';
import type { SubgraphSource } from '../data-sources/source.ts';
import { introspectionOf } from '../introspection/asked.ts';
import { SchemaVariants } from '../introspection/variants.ts';
import { requireAcceptedContract } from '../plugins/contract-gate.ts';
import { compilePlan } from './plan-step.ts';
import type { PlanStep, Run } from './run.ts';
import type { DataObject } from './result-data.ts';
import { compileAnswer, type Shaping } from './shape-answer.ts';
import { typeConditions, type IsOfType } from './type-conditions.ts';
import { unexplained, type Place } from './unexplained.ts';

/** What the executor sees of Apollo Server's request context. */
export type RequestContext = Parameters<ApolloGateway['executor']>[0];

/** An operation, planned and compiled: everything that does not depend on variables or on who asks. */
interface CompiledOperation {
  readonly operation: OperationDefinitionNode;
  readonly plan: QueryPlan;
  readonly execute: PlanStep;
  readonly shape: (data: DataObject, shaping: Shaping) => DataObject | null;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  /** What it asks about the schema itself; null as a rule. */
  readonly introspection: DocumentNode | null;
}

/** The graph as one supergraph makes it. */
interface LoadedGraph {
  readonly api: GraphQLSchema;
  readonly variants: SchemaVariants;
  readonly planner: QueryPlanner;
  readonly supergraph: Supergraph;
  readonly isOfType: IsOfType;
  readonly operations: LRUCache<string, CompiledOperation>;
}

/**
 * Apollo's gateway with an executor of its own: the planner's plan is compiled once into closures, the answer is shaped by
 * compiled functions, and both are kept by the operation's hash. Answers are those of the stock executor (a test compares
 * them on random operations), except that a promised value that is missing is always told as an error.
 */
export class CompiledGateway extends ApolloGateway {
  private readonly sources: ReadonlyMap<string, SubgraphSource>;
  private readonly report: ReportFault;
  private graph: LoadedGraph | undefined;

  /**
   * @param report told of our own faults, and of promised values that were missing and that no subgraph has explained
   * @param maximumOperations operations kept compiled, each some 100 kB
   */
  constructor(
    supergraphSdl: string,
    sources: ReadonlyMap<string, SubgraphSource>,
    report: ReportFault,
    maximumOperations = 2_000,
  ) {
    super({ supergraphSdl });
    this.sources = sources;
    this.report = report;
    this.onSchemaLoadOrUpdate(({ apiSchema, coreSupergraphSdl }) => {
      const supergraph = Supergraph.build(coreSupergraphSdl);
      readScalars(apiSchema);
      this.graph = {
        api: apiSchema,
        variants: new SchemaVariants(apiSchema),
        planner: new QueryPlanner(supergraph),
        supergraph,
        isOfType: typeConditions(supergraph.schema.toGraphQLJSSchema()),
        operations: new LRUCache({ max: maximumOperations }),
      };
    });
  }

  override executor = async (request: RequestContext): ReturnType<ApolloGateway['executor']> => {
    const context = request.context as GatewayContext; // the context function of gateway/server.ts made it
    try {
      return await this.answer(request, context);
    } catch (error) {
      if (error instanceof GraphQLError) throw error;
      // Only here both are known: what went wrong, and the id that the client is told.
      const { requestId } = context.operation;
      this.report(error, requestId);
      const { message, extensions } = serviceFault('INTERNAL', 'gateway');
      throw new GraphQLError(message, { extensions: { ...extensions, requestId } });
    }
  };

  private async answer(request: RequestContext, context: GatewayContext): Promise<ExecutionResult<DataObject>> {
    const graph = this.graph;
    if (graph === undefined) throw new Error('an operation came before the supergraph was loaded');
    const { operationName } = request.request;
    // Apollo Server leaves out what its type promises where no operation fits the name.
    if (request.operation === undefined) return { errors: [noSuchOperation(operationName)] };
    const compiled = this.compiled(graph, request);
    requireAcceptedContract(context.operation.viewer, compiled.operation, compiled.fragments, compiled.plan);
    if (context.explanation !== null) context.explanation.plan = prettyFormatQueryPlan(compiled.plan);
    const given = request.request.variables ?? {};
    const { coerced, errors } = getVariableValues(graph.api, compiled.operation.variableDefinitions ?? [], given);
    if (errors !== undefined)
      return { errors: errors.map(({ message }) => graphError('BAD_USER_INPUT', message, { http: { status: 400 } })) };
    const run: Run = { variables: given, context, data: {}, errors: [], lost: [] };
    return execute(graph.variants, compiled, run, coerced, this.report);
  }

  private compiled(graph: LoadedGraph, request: RequestContext): CompiledOperation {
    const { queryHash, operationName } = request;
    const key =
      operationName === null ? queryHash : createHash('sha256').update(`${queryHash} ${operationName}`).digest('hex');
    let compiled = graph.operations.get(key);
    if (compiled === undefined) {
      compiled = compileOperation(graph, this.sources, request);
      graph.operations.set(key, compiled);
    }
    return compiled;
  }
}

/** A supergraph knows scalars by name only: with their rules a bad value is refused before any subgraph is asked. */
function readScalars(api: GraphQLSchema): void {
  for (const [name, { parseValue, parseLiteral }] of Object.entries(scalars)) {
    const scalar = api.getType(name);
    if (isScalarType(scalar)) Object.assign(scalar, { parseValue, parseLiteral });
  }
}

function compileOperation(
  graph: LoadedGraph,
  sources: ReadonlyMap<string, SubgraphSource>,
  { document, operation, operationName }: RequestContext,
): CompiledOperation {
  refusePrototype(document);
  const root = graph.api.getRootType(operation.operation);
  if (root === null || root === undefined) {
    throw graphError('BAD_USER_INPUT', `the graph offers no ${operation.operation}`, { http: { status: 400 } });
  }
  const plan = graph.planner.buildQueryPlan(
    operationFromDocument(graph.supergraph.apiSchema(), document, operationName === null ? {} : { operationName }),
  );
  const fragments = Object.fromEntries(
    document.definitions.flatMap((node) =>
      node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [],
    ),
  );
  const { coerced: defaults = {} } = getVariableValues(graph.api, optional(operation), {});
  return {
    operation,
    plan,
    execute: compilePlan(plan, sources, graph.isOfType, defaults),
    shape: compileAnswer(graph.api, root, operation.selectionSet, fragments),
    fragments,
    introspection: introspectionOf(operation, fragments),
  };
}

/** Every other response name is a key of the answer; this one would be what its keys are looked up in. @throws BAD_USER_INPUT */
function refusePrototype(document: DocumentNode): void {
  visit(document, {
    Field: ({ alias }) => {
      if (alias?.value === '__proto__')
        throw graphError('BAD_USER_INPUT', 'found the alias "__proto__"; expected another', { http: { status: 400 } });
    },
  });
}

function noSuchOperation(name: string | undefined): GraphQLError {
  const found = name === undefined ? 'the document has several operations' : `the document has no operation "${name}"`;
  return graphError('BAD_USER_INPUT', `${found}; expected "operationName" to name one of them`, {
    http: { status: 400 },
  });
}

/** The variables that need not be given: their defaults are known before any request. */
function optional({ variableDefinitions = [] }: OperationDefinitionNode) {
  return variableDefinitions.filter(
    ({ type, defaultValue }) => type.kind !== Kind.NON_NULL_TYPE || defaultValue !== undefined,
  );
}

async function execute(
  variants: SchemaVariants,
  compiled: CompiledOperation,
  run: Run,
  variables: DataObject,
  report: ReportFault,
): Promise<ExecutionResult<DataObject>> {
  await compiled.execute(run);
  if (compiled.introspection !== null) introspect(variants, compiled.introspection, run);
  const shaping: Shaping = { variables, path: [], broken: [] };
  const data = compiled.shape(run.data, shaping);
  const errors = [...run.errors, ...brokenPromises(shaping.broken, run, report)].map(toGraphQLError);
  return errors.length === 0 ? { data } : { data, errors };
}

/** A null that a subgraph has explained needs no second word; one that nobody explained must not pass in silence. */
function brokenPromises(broken: readonly Place[], run: Run, report: ReportFault): GraphQLFormattedError[] {
  const told = run.errors.flatMap(({ path }) => (path === undefined ? [] : [path]));
  const places = unexplained(broken, [...told, ...run.lost]);
  const [first] = places;
  if (first === undefined) return [];
  const { requestId } = run.context.operation;
  const { message, extensions } = serviceFault('INTERNAL', 'gateway', 'a value that is always there was missing');
  report(
    new Error(`missing values that are always there: ${places.length}, the first at ${first.join('.')}`),
    requestId,
  );
  return places.map((path) => ({ message, path, extensions: { ...extensions, requestId } }));
}

/** Adds what the viewer may know of the schema. */
function introspect(variants: SchemaVariants, document: DocumentNode, { context, variables, data, errors }: Run): void {
  const schema = variants.for(context.operation.viewer);
  const result = executeSync({ schema, document, variableValues: variables });
  Object.assign(data, result.data);
  for (const { message, path = [] } of result.errors ?? []) errors.push({ ...badUserInput(message).toJSON(), path });
}

function toGraphQLError({ message, path, extensions }: GraphQLFormattedError): GraphQLError {
  return new GraphQLError(message, { path: path ?? null, extensions: extensions ?? null });
}
