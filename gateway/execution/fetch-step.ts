import type { FetchNode } from '@apollo/query-planner';
import type { GraphQLFormattedError } from 'graphql';
import { serviceFault } from '../../platform/errors/graph-error.ts';
import type { SubgraphSource } from '../data-sources/source.ts';
import { recordFetch } from '../explanation.ts';
import { entitiesAt, representationMaker, type PlacedEntity } from './entities.ts';
import type { PlanStep, Run } from './run.ts';
import { isObject, mergeInto, type DataObject } from './result-data.ts';
import { rewriter } from './rewrites.ts';
import type { IsOfType } from './type-conditions.ts';

/** Compiles one fetch of a plan that stands at `path` of the answer. */
export function fetchStep(
  node: FetchNode,
  path: readonly string[],
  source: SubgraphSource,
  isOfType: IsOfType,
): PlanStep {
  return node.requires === undefined
    ? rootFetch(node, path, source, isOfType)
    : entityFetch(node, path, source, isOfType);
}

function rootFetch(node: FetchNode, path: readonly string[], source: SubgraphSource, isOfType: IsOfType): PlanStep {
  const rewrite = rewriter(node.outputRewrites, isOfType);
  return async (run) => {
    const { data, errors } = await ask(source, node, variablesOf(node, run), run, path);
    for (const error of errors) run.errors.push({ ...error, path: error.path ?? path });
    if (!isObject(data)) return;
    rewrite?.(data);
    for (const entity of entitiesAt(run.data, path)) mergeInto(entity.data, data, isOfType);
  };
}

function entityFetch(node: FetchNode, path: readonly string[], source: SubgraphSource, isOfType: IsOfType): PlanStep {
  const represent = representationMaker(node.requires ?? [], isOfType);
  const rewriteInput = rewriter(node.inputRewrites, isOfType);
  const rewriteOutput = rewriter(node.outputRewrites, isOfType);
  return async (run) => {
    // Entities that are represented alike are asked for once: a hundred rows of one goal are one representation.
    const asked = new Map<string, { readonly representation: DataObject; readonly entities: PlacedEntity[] }>();
    for (const entity of entitiesAt(run.data, path)) {
      const representation = represent(entity.data);
      if (representation === null) continue;
      rewriteInput?.(representation);
      const key = keyOf(representation);
      const known = asked.get(key);
      if (known === undefined) asked.set(key, { representation, entities: [entity] });
      else known.entities.push(entity);
    }
    if (asked.size === 0) return;
    const questions = [...asked.values()];
    const variables = {
      ...variablesOf(node, run),
      representations: questions.map(({ representation }) => representation),
    };
    const { data, errors } = await ask(source, node, variables, run, path);
    for (const error of errors) placeError(error, questions, path, run);
    const answered = isObject(data) && Array.isArray(data['_entities']) ? (data['_entities'] as unknown[]) : null; // Array.isArray types its items as any
    const spokenOf = new Set(errors.map(({ path: place }) => place?.[1]));
    questions.forEach(({ entities }, index) => {
      const received = answered?.[index];
      if (!isObject(received)) {
        // The error of one field takes the entity's others along, and that of a fetch without an answer those of all entities.
        if (answered === null ? errors.length > 0 : spokenOf.has(index))
          run.lost.push(...entities.map((entity) => entity.path));
        return;
      }
      rewriteOutput?.(received);
      for (const [copy, { data: entity }] of entities.entries())
        mergeInto(entity, copy === 0 ? received : structuredClone(received), isOfType);
    });
  };
}

async function ask(source: SubgraphSource, node: FetchNode, variables: DataObject, run: Run, path: readonly string[]) {
  const startedAt = performance.now();
  const { data, errors = [], statements } = await source.fetch({ query: node.operation, variables }, run.context, path);
  recordFetch(run.context.explanation, source.name, run.clientPath(path), startedAt, statements);
  return { data, errors };
}

/** The variables that the fetch's text names; absent ones stay absent. */
function variablesOf({ variableUsages = [] }: FetchNode, { variables }: Run): DataObject {
  const used: DataObject = {};
  for (const name of variableUsages) if (variables[name] !== undefined) used[name] = variables[name];
  return used;
}

function keyOf(representation: DataObject): string {
  const { __typename, id, ...others } = representation;
  return Object.keys(others).length === 0 ? `${String(__typename)} ${String(id)}` : JSON.stringify(representation);
}

/** `_entities.3.name` of a subgraph is `goals.nodes.7.name` of the client, once for each place that the entity stands at. */
function placeError(
  error: GraphQLFormattedError,
  questions: readonly { readonly entities: readonly PlacedEntity[] }[],
  path: readonly string[],
  run: Run,
): void {
  const [, index, ...inside] = error.path ?? [];
  const places = typeof index === 'number' ? (questions[index]?.entities ?? []) : [];
  for (const { path: place } of places) run.errors.push({ ...error, path: [...place, ...inside] });
  if (places.length === 0) run.errors.push({ ...error, path: path.filter((part) => part !== '@') });
}

/** A source for a plan's service. @throws when the supergraph names one that is not there */
export function sourceOf(sources: ReadonlyMap<string, SubgraphSource>, { serviceName }: FetchNode): SubgraphSource {
  const source = sources.get(serviceName);
  if (source === undefined)
    throw serviceFault('INTERNAL', 'gateway', `the supergraph names the subgraph "${serviceName}", which is not there`);
  return source;
}
