import { ApolloGateway } from '@apollo/gateway';
import { prettyFormatQueryPlan } from '@apollo/query-planner';
import {
  executeSync,
  getVariableValues,
  GraphQLError,
  type ExecutionResult,
  type GraphQLFormattedError,
  type GraphQLSchema,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Limits } from '../../platform/config/limits.ts';
import { badRequest, badUserInput, serviceFault } from '../../platform/errors/graph-error.ts';
import type { ReportFault } from '../../platform/graph/present-error.ts';
import type { Viewer } from '../../platform/identity/viewer.ts';
import type { GatewayContext } from '../context.ts';
import type { SubgraphSource } from '../data-sources/source.ts';
import { since } from '../period.ts';
import { variantsOf } from '../introspection/variants.ts';
import type { CoercedVariables } from '../normalisation/conditions.ts';
import type { WrittenOperation } from '../normalisation/documents.ts';
import type { NormalOperation } from '../normalisation/normal-operation.ts';
import type { Planner } from '../planning/planner.ts';
import { requireAcceptedContract } from '../contract-gate.ts';
import { prepareOperation, type CompiledOperation, type PreparedOperation } from './compiled-operation.ts';
import { gatherErrors } from './gathered-errors.ts';
import { operationCompiler, type OperationCompiler } from './operation-compiler.ts';
import { operationKey, pinOperations, type Pinned } from './pinned-operations.ts';
import type { Run } from './run.ts';
import type { DataObject } from './result-data.ts';
import type { Shaping } from './shape-answer.ts';
import { unexplained, type Place } from './unexplained.ts';

/** Limits of what is answered, and of what is kept compiled. */
export type ExecutionLimits = Limits['execution'];

/** What the executor sees of Apollo Server's request context. */
export type RequestContext = Parameters<ApolloGateway['executor']>[0];

/** Errors of variables that are told; graphql-js tells as many. */
const variableErrors = 50;

/** Told of the deprecated elements that an operation or the values of its variables name, when it is executed. */
type NoteDeprecated = (coordinates: readonly string[], operation: GatewayContext['operation']) => void;

/** The graph as one supergraph makes it. */
interface LoadedGraph {
  readonly compiler: OperationCompiler;
  readonly operations: LRUCache<string, PreparedOperation>;
  /** Those that are kept whatever else is asked. */
  pinned: Pinned['operations'];
}

/**
 * Apollo's gateway with an executor of its own: an operation is brought into a normal form, Apollo's plan of that is compiled
 * once into closures, the answer is shaped by compiled functions, and all are kept by the operation's hash and conditions.
 * Its answers are those of graphql-js over one schema (tests/specification.test.ts compares them on random operations) but
 * for this: a null variable where none may stand refuses the request, and a promised value that is missing is always told.
 */
export class CompiledGateway extends ApolloGateway {
  private readonly report: ReportFault;
  private readonly limits: ExecutionLimits;
  private readonly noteDeprecated: NoteDeprecated;
  private graph: LoadedGraph | undefined;

  /** @param report told of our own faults, and of promised values that were missing and that no subgraph has explained */
  constructor(
    supergraphSdl: string,
    sources: ReadonlyMap<string, SubgraphSource>,
    report: ReportFault,
    limits: ExecutionLimits,
    planner: Planner,
    noteDeprecated: NoteDeprecated = () => undefined,
  ) {
    super({ supergraphSdl });
    this.report = report;
    this.limits = limits;
    this.noteDeprecated = noteDeprecated;
    this.onSchemaLoadOrUpdate(({ apiSchema, coreSupergraphSdl }) => {
      this.graph = {
        compiler: operationCompiler(apiSchema, coreSupergraphSdl, sources, planner),
        operations: new LRUCache({ maxSize: limits.operationBytes, sizeCalculation: ({ bytes }) => bytes }),
        pinned: new Map(),
      };
    });
  }

  /**
   * Plans documents before they are asked, and keeps their plans in the place of those that were pinned before.
   * @returns why documents were not planned, by their text
   */
  async pin(texts: readonly string[]): Promise<Pinned['problems']> {
    const { graph } = this;
    if (graph === undefined) throw new Error('documents were to be pinned before the supergraph was loaded');
    const { operations, problems } = await pinOperations(graph.compiler, texts, graph.pinned);
    graph.pinned = operations;
    return problems;
  }

  /** The schema as a viewer is told of it. */
  schemaFor(viewer: Viewer): GraphQLSchema {
    if (this.graph === undefined) throw new Error('the schema was asked for before the supergraph was loaded');
    return variantsOf(this.graph.compiler.api).for(viewer);
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
    const { charge, operation, signal } = context;
    const prepared = preparedOperation(graph, request, variables);
    await charge.admit(prepared.cost.estimate(variables));
    if (charge.estimateOnly) return { data: null };
    signal.throwIfAborted();
    const { normal } = prepared;
    const compiled = await planned(prepared, context);
    signal.throwIfAborted();
    requireAcceptedContract(operation.viewer, request.operation.operation, normal, compiled.plan);
    const deprecated = prepared.deprecated(request.request.variables ?? {});
    if (deprecated.length > 0) this.noteDeprecated(deprecated, operation);
    if (context.explanation !== null) context.explanation.plan = prettyFormatQueryPlan(compiled.plan);
    const { responseNames } = normal;
    const run: Run = {
      variables: compiled.planVariables(variables),
      context,
      data: {},
      errors: [],
      lost: [],
      clientPath: (path) => responseNames.client(path),
    };
    if (compiled.introspection !== null) introspect(graph.compiler.api, compiled.introspection, normal, run, variables);
    const result = await execute(compiled, run, this.report, this.limits);
    await charge.settle(prepared.cost.actual(result.data ?? {}));
    return result;
  }
}

function preparedOperation(
  { compiler, operations, pinned }: LoadedGraph,
  { queryHash, document, operation }: RequestContext,
  variables: CoercedVariables,
): PreparedOperation {
  const key = operationKey(queryHash, document, operation, variables);
  let prepared = pinned.get(key) ?? operations.get(key);
  if (prepared === undefined) {
    prepared = prepareOperation(compiler, document, operation, variables);
    operations.set(key, prepared);
  }
  return prepared;
}

/** The operation planned and compiled; the record is told how long that took, where it was not planned before. */
async function planned(prepared: PreparedOperation, { record, operation }: GatewayContext): Promise<CompiledOperation> {
  const startedAt = performance.now();
  const isNew = !prepared.isPlanned();
  const compiled = await prepared.compiled(operation.viewer.tenant.id);
  if (isNew) record.planned(since(startedAt));
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
  { errorsPerField, answerCharacters }: ExecutionLimits,
): Promise<ExecutionResult<DataObject>> {
  await untilAborted(executePlan(run), run.context.signal);
  const shaping: Shaping = { path: [], broken: [], room: answerCharacters };
  const data = shape(run.data, shaping);
  const told = [...run.errors, ...brokenPromises(shaping.broken, run, report)];
  const errors = gatherErrors(told, errorsPerField).map((error) => toGraphQLError(error, run));
  return errors.length === 0 ? { data } : { data, errors };
}

/** Work that is given up, not stopped, when the signal says so. @throws the signal's reason */
function untilAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => reject(signal.reason as Error); // whoever aborts gives an error
    signal.addEventListener('abort', giveUp, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
  });
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
  introspection: WrittenOperation,
  normal: NormalOperation,
  { context, data, errors }: Run,
  variables: CoercedVariables,
): void {
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
