import type { QueryPlan } from '@apollo/query-planner';
import {
  Kind,
  print,
  visit,
  type DocumentNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
  type OperationTypeNode,
} from 'graphql';
import { badRequest } from '../../platform/errors/graph-error.ts';
import { deprecationsUsedBy } from '../api-info/used-deprecations.ts';
import { compileCost, type OperationCost } from '../limits/operation-cost.ts';
import type { CoercedVariables } from '../normalisation/conditions.ts';
import { introspectionOperation, plannedOperation, type WrittenOperation } from '../normalisation/documents.ts';
import type { NormalOperation, NormalSelection } from '../normalisation/normal-operation.ts';
import { normalise } from '../normalisation/normalise.ts';
import { askedPaths } from './asked-paths.ts';
import type { OperationCompiler } from './operation-compiler.ts';
import { compilePlan } from './plan-step.ts';
import type { DataObject } from './result-data.ts';
import type { PlanStep } from './run.ts';
import { compileAnswer, type Shaping } from './shape-answer.ts';

/** An operation in its normal form, not planned yet: what it costs is known from here on. */
export interface PreparedOperation {
  readonly normal: NormalOperation;
  readonly cost: OperationCost;
  /** Coordinates of the deprecated elements that it uses with the values of variables as they were sent; none as a rule. */
  readonly deprecated: (values: Readonly<Record<string, unknown>>) => readonly string[];
  /** Memory that it takes once it is planned and compiled, about. */
  readonly bytes: number;
  /** Whether somebody has asked for its plan before. */
  readonly isPlanned: () => boolean;
  /**
   * Planned at the first call.
   * @param tenantId whose turn it takes to be planned; left out for what is planned ahead
   * @throws BAD_USER_INPUT for an operation that this graph cannot answer
   */
  readonly compiled: (tenantId?: string) => Promise<CompiledOperation>;
}

/** An operation, planned and compiled: everything that depends neither on who asks nor on variables beyond its conditions. */
export interface CompiledOperation {
  readonly plan: QueryPlan;
  readonly execute: PlanStep;
  /** The values of the plan's variables. @throws BAD_USER_INPUT where a variable is null and may not be */
  readonly planVariables: (variables: CoercedVariables) => DataObject;
  readonly shape: (data: DataObject, shaping: Shaping) => DataObject | null;
  /** The part that asks about the schema itself; null as a rule. */
  readonly introspection: WrittenOperation | null;
}

/**
 * Prepares an operation for all requests that decide its conditions alike.
 * @throws BAD_USER_INPUT for an operation that this graph cannot answer
 */
export function prepareOperation(
  compiler: OperationCompiler,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: CoercedVariables,
): PreparedOperation {
  const { api, fieldNames, costs } = compiler;
  const { operation: type, selectionSet } = operation;
  refusePrototype(document);
  const root = api.getRootType(type);
  if (root === null || root === undefined) throw badRequest(`the graph offers no ${type}`);
  const normal = normalise(api, fieldNames, { root, selectionSet, fragments: fragmentsOf(document) }, variables);
  let compiled: Promise<CompiledOperation> | undefined;
  return {
    normal,
    cost: compileCost(api, costs, normal),
    deprecated: deprecationsUsedBy(api, document, operation),
    bytes: bytesOf(normal.selections),
    isPlanned: () => compiled !== undefined,
    compiled: (tenantId) => {
      if (compiled === undefined) {
        compiled = compileOperation(compiler, normal, type, tenantId);
        // Whoever comes next tries once more: the fault may have been of the moment.
        compiled.catch(() => (compiled = undefined));
      }
      return compiled;
    },
  };
}

async function compileOperation(
  compiler: OperationCompiler,
  normal: NormalOperation,
  type: OperationTypeNode,
  tenantId: string | undefined,
): Promise<CompiledOperation> {
  const { api, planner, refuseConflicts } = compiler;
  const planned = plannedOperation(normal, type);
  const plan: QueryPlan =
    planned === null ? { kind: 'QueryPlan' } : await planner.plan(print(planned.document), tenantId);
  refuseConflicts(plan);
  return {
    plan,
    execute: compilePlan(plan, compiler),
    planVariables: (given) => planned?.variables.values(given) ?? {},
    shape: compileAnswer(api, normal, askedPaths(plan)),
    introspection: introspectionOperation(normal),
  };
}

/**
 * Memory of a field, its part in plan and closures included: measured on the operations of operations/, whose fields take
 * 1,600 to 3,100 bytes.
 */
const bytesPerField = 2_500;

function bytesOf(selections: readonly NormalSelection[]): number {
  return selections.reduce(
    (sum, { selections: below }) => sum + bytesOf(below ?? []),
    bytesPerField * (1 + selections.length),
  );
}

function fragmentsOf({ definitions }: DocumentNode): Readonly<Record<string, FragmentDefinitionNode>> {
  return Object.fromEntries(
    definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [])),
  );
}

/** Every other name is a key of the answer or of its variables; this one would be what keys are looked up in. */
function refusePrototype(document: DocumentNode): void {
  visit(document, {
    Name: ({ value }) => {
      if (value === '__proto__') throw badRequest('found the name "__proto__"; expected another');
    },
  });
}
