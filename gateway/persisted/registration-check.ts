import { Supergraph } from '@apollo/federation-internals';
import { Kind, parse, validate, visit, type DocumentNode, type OperationDefinitionNode } from 'graphql';
import type { Limits } from '../../platform/config/limits.ts';
import { contractPageLimits } from '../../platform/paging/page-arguments.ts';
import { prepareOperation } from '../execution/compiled-operation.ts';
import { InlinePlanner } from '../planning/planner.ts';
import { operationCompiler, type OperationCompiler } from '../execution/operation-compiler.ts';
import type { CostEstimate } from '../limits/operation-cost.ts';
import { requireWithin } from '../limits/document-limits.ts';
import { costLimitsOf } from '../limits/payment.ts';
import { closedFields, type Reader } from './closed-fields.ts';

/** Limits that an operation is held to. */
export type RegistrationLimits = Pick<Limits, 'document' | 'cost'>;

/** An operation that was looked at. */
export interface CheckedOperation {
  readonly name: string;
  /** The most that it may cost; null where that could not be worked out. */
  readonly cost: number | null;
  /** Why it may not be registered; empty where it may. */
  readonly complaints: readonly string[];
}

/** A check of operations before they are registered for somebody: what would be refused when it is asked is refused now. */
export class RegistrationCheck {
  private readonly compiler: OperationCompiler;
  private readonly limits: RegistrationLimits;
  private readonly reader: Reader;

  /**
   * @param subgraphs names of all
   * @param reader for whom they are registered
   */
  constructor(supergraphSdl: string, subgraphs: readonly string[], limits: RegistrationLimits, reader: Reader) {
    const api = Supergraph.build(supergraphSdl).apiSchema().toGraphQLJSSchema();
    // Plans are made and never executed.
    const fetch = () => Promise.reject(new Error('a check asks no subgraph'));
    const sources = new Map(subgraphs.map((name) => [name, { name, fetch }]));
    this.compiler = operationCompiler(api, supergraphSdl, sources, new InlinePlanner(supergraphSdl));
    this.limits = limits;
    this.reader = reader;
  }

  /** Checks a document, operation by operation. */
  async check(body: string): Promise<CheckedOperation[]> {
    try {
      requireWithin(body, this.limits.document);
      const document = parse(body);
      const errors = validate(this.compiler.api, document);
      const checked: CheckedOperation[] = [];
      for (const node of document.definitions) {
        if (node.kind !== Kind.OPERATION_DEFINITION) continue;
        if (errors.length === 0) checked.push(await this.operation(document, node));
        else checked.push({ name: nameOf(node), cost: null, complaints: errors.map(({ message }) => message) });
      }
      return checked;
    } catch (error) {
      return [{ name: 'a document', cost: null, complaints: [wordsOf(error)] }];
    }
  }

  private async operation(document: DocumentNode, node: OperationDefinitionNode): Promise<CheckedOperation> {
    const name = nameOf(node);
    try {
      const prepared = prepareOperation(this.compiler, withoutConditions(document), withoutConditions(node), {});
      const { root, selections } = prepared.normal;
      await prepared.compiled();
      const variables = mostOf(node);
      const estimate = prepared.cost.estimate(variables);
      return {
        name,
        cost: estimate.cost,
        complaints: [
          ...closedFields(this.compiler.api, this.reader, root, selections),
          ...this.tooCostly(estimate, variables),
        ],
      };
    } catch (error) {
      return { name, cost: null, complaints: [wordsOf(error)] };
    }
  }

  private tooCostly({ cost, nodes }: CostEstimate, variables: Readonly<Record<string, number>>): string[] {
    const { maximumCost, maximumNodes } = costLimitsOf(this.reader, this.limits.cost);
    const values = Object.entries(variables).map(([name, value]) => `$${name} = ${value}`);
    const given = values.length === 0 ? '' : ` with ${values.join(', ')}`;
    return [
      ...(cost > maximumCost ? [`it may cost ${cost}${given}; expected ${maximumCost} at most`] : []),
      ...(nodes > maximumNodes ? [`its lists may have ${nodes} items${given}; expected ${maximumNodes} at most`] : []),
    ];
  }
}

/** All that an operation may select, however its conditions are decided. */
function withoutConditions<Node extends DocumentNode | OperationDefinitionNode>(node: Node): Node {
  return visit(node, {
    Directive: ({ name }) => (name.value === 'skip' || name.value === 'include' ? null : undefined),
  });
}

/** The variables that lists may be sized by, each at the longest page. */
function mostOf({ variableDefinitions = [] }: OperationDefinitionNode): Record<string, number> {
  return Object.fromEntries(
    variableDefinitions.flatMap(({ variable, type }) => {
      const named = type.kind === Kind.NON_NULL_TYPE ? type.type : type;
      const isNumber = named.kind === Kind.NAMED_TYPE && named.name.value === 'Int';
      return isNumber ? [[variable.name.value, contractPageLimits.maximumSize]] : [];
    }),
  );
}

function nameOf({ name }: OperationDefinitionNode): string {
  return name?.value ?? 'an operation without a name';
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
