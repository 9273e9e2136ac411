import { ApolloGateway } from '@apollo/gateway';
import { prettyFormatQueryPlan } from '@apollo/query-planner';
import { createHash } from 'node:crypto';
import {
  executeSync,
  getVariableValues,
  GraphQLError,
  type ExecutionResult,
  type GraphQLFormattedError,
  type GraphQLSchema,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { badRequest, badUserInput, serviceFault } from '../../platform/errors/graph-error.ts';
import type { ReportFault } from '../../platform/graph/present-error.ts';
import type { GatewayContext } from '../context.ts';
import type { SubgraphSource } from '../data-sources/source.ts';
import { since, type RequestRecord } from '../request-record.ts';
import { variantsOf } from '../introspection/variants.ts';
import { decisionsOf, type CoercedVariables } from '../normalisation/conditions.ts';
import { requireAcceptedContract } from '../plugins/contract-gate.ts';
import { compileOperation, type CompiledOperation } from './compiled-operation.ts';
import { gatherErrors } from './gathered-errors.ts';
import { operationCompiler, type OperationCompiler } from './operation-compiler.ts';
import type { Run } from './run.ts';
import type { DataObject } from './result-data.ts';
import type { Shaping } from './shape-answer.ts';
import { unexplained, type Place } from './unexplained.ts';

/** What the executor sees of Apollo Server's request context. */
export type RequestContext = Parameters<ApolloGateway['executor']>[0];

/** Errors of variables that are told; graphql-js tells as many. */
const variableErrors = 50;

/** The graph as one supergraph makes it. */
interface LoadedGraph {
  readonly compiler: OperationCompiler;
  readonly operations: LRUCache<string, CompiledOperation>;
}

/** Limits of an executor, each with a default. */
export interface ExecutorOptions {
  /** Operations kept compiled, each some 100 kB. */
  readonly maximumOperations?: number;
  /** Errors of one field that stand alone in an answer; the others are one error that tells their number. */
  readonly errorsPerField?: number;
}

/**
 * Apollo's gateway with an executor of its own: an operation is brought into a normal form, Apollo's plan of that is compiled
 * once into closures, the answer is shaped by compiled functions, and all are kept by the operation's hash and conditions.
 * Its answers are those of graphql-js over one schema (tests/specification.test.ts compares them on random operations) but
 * for this: a null variable where none may stand refuses the request, and a promised value that is missing is always told.
 */
export class CompiledGateway extends ApolloGateway {
  private readonly report: ReportFault;
  private readonly errorsPerField: number;
  private graph: LoadedGraph | undefined;

  /** @param report told of our own faults, and of promised values that were missing and that no subgraph has explained */
  constructor(
    supergraphSdl: string,
    sources: ReadonlyMap<string, SubgraphSource>,
    report: ReportFault,
    { maximumOperations = 2_000, errorsPerField = 10 }: ExecutorOptions = {},
  ) {
    super({ supergraphSdl });
    this.report = report;
    this.errorsPerField = errorsPerField;
    this.onSchemaLoadOrUpdate(({ apiSchema, coreSupergraphSdl }) => {
      this.graph = {
        compiler: operationCompiler(apiSchema, coreSupergraphSdl, sources),
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

  /** Operations that are kept compiled. */
  get operationsKept(): number {
    return this.graph?.operations.size ?? 0;
  }

  private async answer(request: RequestContext, context: GatewayContext): Promise<ExecutionResult<DataObject>> {
    const graph = this.graph;
    if (graph === undefined) throw new Error('an operation came before the supergraph was loaded');
    const { operationName } = request.request;
    // Apollo Server leaves out what its type promises where no operation fits the name.
    if (request.operation === undefined) return { errors: [noSuchOperation(operationName)] };
    const { variableDefinitions = [] } = request.operation;
    const { coerced, errors } = getVariableValues(
      graph.compiler.api,
      variableDefinitions,
      request.request.variables ?? {},
      { maxErrors: variableErrors },
    );
    if (errors !== undefined) return { errors: errors.map(({ message }) => badRequest(message)) };
    // A variable may be called "constructor": nothing is inherited here.
    const variables: CoercedVariables = Object.assign(Object.create(null) as DataObject, coerced);
    const compiled = compiledOperation(graph, request, variables, context.record);
    const { viewer } = context.operation;
    requireAcceptedContract(viewer, request.operation.operation, compiled.normal, compiled.plan);
    if (context.explanation !== null) context.explanation.plan = prettyFormatQueryPlan(compiled.plan);
    const { responseNames } = compiled.normal;
    const run: Run = {
      variables: compiled.planVariables(variables),
      context,
      data: {},
      errors: [],
      lost: [],
      clientPath: (path) => responseNames.client(path),
    };
    if (compiled.introspection !== null) introspect(graph.compiler.api, compiled, run, variables);
    return execute(compiled, run, this.report, this.errorsPerField);
  }
}

function compiledOperation(
  { compiler, operations }: LoadedGraph,
  { queryHash, document, operation }: RequestContext,
  variables: CoercedVariables,
  record: RequestRecord,
): CompiledOperation {
  const chosen = `${operation.name?.value ?? ''} ${decisionsOf(document, variables)}`;
  const key = chosen === ' ' ? queryHash : createHash('sha256').update(`${queryHash} ${chosen}`).digest('hex');
  let compiled = operations.get(key);
  if (compiled === undefined) {
    const startedAt = performance.now();
    compiled = compileOperation(compiler, document, operation, variables);
    operations.set(key, compiled);
    record.planned(since(startedAt));
  }
  record.plan = compiled.plan;
  return compiled;
}

function noSuchOperation(name: string | undefined): GraphQLError {
  const found = name === undefined ? 'the document has several operations' : `the document has no operation "${name}"`;
  return badRequest(`${found}; expected "operationName" to name one of them`);
}

async function execute(
  { execute: executePlan, shape }: CompiledOperation,
  run: Run,
  report: ReportFault,
  errorsPerField: number,
): Promise<ExecutionResult<DataObject>> {
  await executePlan(run);
  const shaping: Shaping = { path: [], broken: [] };
  const data = shape(run.data, shaping);
  const told = [...run.errors, ...brokenPromises(shaping.broken, run, report)];
  const errors = gatherErrors(told, errorsPerField).map((error) => toGraphQLError(error, run));
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
function introspect(
  api: GraphQLSchema,
  { introspection, normal }: CompiledOperation,
  { context, data, errors }: Run,
  variables: CoercedVariables,
): void {
  if (introspection === null) return;
  const schema = variantsOf(api).for(context.operation.viewer);
  const { document, variables: planned } = introspection;
  const result = executeSync({ schema, document, variableValues: planned.values(variables) });
  for (const selection of normal.selections) {
    if (selection.kind === 'field' && result.data && Object.hasOwn(result.data, selection.responseName))
      data[selection.internalName] = result.data[selection.responseName];
  }
  for (const { message, path = [] } of result.errors ?? []) errors.push({ ...badUserInput(message).toJSON(), path });
}

function toGraphQLError({ message, path, extensions }: GraphQLFormattedError, { clientPath }: Run): GraphQLError {
  return new GraphQLError(message, {
    path: path === undefined ? null : clientPath(path),
    extensions: extensions ?? null,
  });
}
