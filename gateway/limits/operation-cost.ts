import {
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isListType,
  isObjectType,
  Kind,
  type GraphQLCompositeType,
  type GraphQLSchema,
} from 'graphql';
import type { DataObject } from '../execution/result-data.ts';
import type { CoercedVariables } from '../normalisation/conditions.ts';
import type { NormalField, NormalOperation, NormalSelection } from '../normalisation/normal-operation.ts';
import { compileAnswerCost } from './answer-cost.ts';
import type { CostModel, ListSize } from './cost-model.ts';

/** Cost of an operation as it is known before anything is read: at least what its answer will come to. */
export interface CostEstimate {
  readonly cost: number;
  /** Rows of all lists, those of lists within lists multiplied. */
  readonly nodes: number;
  readonly perSubgraph: Readonly<Record<string, number>>;
}

/** Cost of an operation, compiled: it depends on the variables that say how long lists are, and on nothing else. */
export interface OperationCost {
  readonly estimate: (variables: CoercedVariables) => CostEstimate;
  /** Cost of an answer, by the objects that are in it. */
  readonly actual: (answer: DataObject) => number;
}

/** Length of the longest list that any field answers with: a client that asks for more is refused there, with words. */
const longestList = 1_000;
/** Costs of telling about the schema, by what all of it takes beside other objects. */
const introspectionWeights: Readonly<Record<string, number>> = { __schema: 20_000, __type: 500 };

/**
 * Compiles the cost of an operation: each object counts its type's weight (`@cost`, else 1), a field with a weight of its own
 * that; lists count their items as often as `@listSize` says. Of an interface or a union the most costly type counts.
 * @see https://ibm.github.io/graphql-specs/cost-spec.html
 */
export function compileCost(
  schema: GraphQLSchema,
  model: CostModel,
  { root, selections }: NormalOperation,
): OperationCost {
  const compiler = new CostCompiler(schema, model);
  const parts = compiler.parts(root, selections, undefined, undefined);
  let constant: CostEstimate | undefined;
  return {
    estimate: (variables) => {
      if (constant !== undefined) return constant;
      const total = new Total();
      add(parts, variables, 1, total);
      const estimate = total.estimate();
      if (!compiler.hasVariables) constant = estimate;
      return estimate;
    },
    actual: compileAnswerCost(model, root, selections),
  };
}

/** What a field adds for each object that has it. */
interface FieldPart {
  readonly kind: 'field';
  readonly weight: number;
  readonly subgraph: string;
  /** Whether its items are counted: a list of rows, not of values such as counts by status. */
  readonly isPage: boolean;
  /** Items a field, 1 where it is no list. */
  readonly size: (variables: CoercedVariables) => number;
  readonly parts: readonly CostPart[];
}

/** Selections of which an object has only one: the most costly counts. */
interface EitherPart {
  readonly kind: 'either';
  readonly alternatives: readonly (readonly CostPart[])[];
}

type CostPart = FieldPart | EitherPart;

class Total {
  cost = 0;
  nodes = 0;
  readonly perSubgraph = new Map<string, number>();

  add(subgraph: string, cost: number): void {
    if (cost === 0) return;
    this.cost += cost;
    this.perSubgraph.set(subgraph, (this.perSubgraph.get(subgraph) ?? 0) + cost);
  }

  addAll(other: Total): void {
    this.nodes += other.nodes;
    for (const [subgraph, cost] of other.perSubgraph) this.add(subgraph, cost);
  }

  estimate(): CostEstimate {
    return { cost: this.cost, nodes: this.nodes, perSubgraph: Object.fromEntries(this.perSubgraph) };
  }
}

function add(parts: readonly CostPart[], variables: CoercedVariables, objects: number, total: Total): void {
  for (const part of parts) {
    if (part.kind === 'either') {
      total.addAll(mostCostly(part.alternatives, variables, objects));
      continue;
    }
    const items = objects * part.size(variables);
    total.add(part.subgraph, items * part.weight);
    if (part.isPage) total.nodes += items;
    add(part.parts, variables, items, total);
  }
}

function mostCostly(alternatives: EitherPart['alternatives'], variables: CoercedVariables, objects: number): Total {
  let most = new Total();
  for (const parts of alternatives) {
    const total = new Total();
    add(parts, variables, objects, total);
    if (total.cost > most.cost) most = total;
  }
  return most;
}

/** A list above that says how long a field of its selection is. */
interface Sizing {
  readonly fields: readonly string[];
  readonly size: FieldPart['size'];
}

class CostCompiler {
  hasVariables = false;
  private readonly schema: GraphQLSchema;
  private readonly model: CostModel;

  constructor(schema: GraphQLSchema, model: CostModel) {
    this.schema = schema;
    this.model = model;
  }

  /** @param subgraph the one that answers the object that is selected from; undefined at the root */
  parts(
    type: GraphQLCompositeType,
    selections: readonly NormalSelection[],
    subgraph: string | undefined,
    sizing: Sizing | undefined,
  ): CostPart[] {
    const parts: CostPart[] = [];
    const fragments: { readonly on: GraphQLCompositeType; readonly parts: CostPart[] }[] = [];
    for (const selection of selections) {
      if (selection.kind === 'field') parts.push(...this.field(type, selection, subgraph, sizing));
      else {
        const inside = this.parts(selection.on, selection.selections, subgraph, sizing);
        if (inside.length > 0) fragments.push({ on: selection.on, parts: inside });
      }
    }
    if (fragments.length > 0) {
      const possible = isAbstractType(type) ? this.schema.getPossibleTypes(type) : [type];
      const combinations = new Map<string, CostPart[]>();
      for (const one of possible) {
        const fitting = fragments.filter(({ on }) => this.isOf(one, on));
        combinations.set(
          fitting.map((fragment) => fragments.indexOf(fragment)).join(),
          fitting.flatMap(({ parts: inside }) => inside),
        );
      }
      parts.push({ kind: 'either', alternatives: [...combinations.values()] });
    }
    return parts;
  }

  private field(
    type: GraphQLCompositeType,
    field: NormalField,
    from: string | undefined,
    sizing: Sizing | undefined,
  ): FieldPart[] {
    const { definition, selections } = field;
    const { name } = definition;
    const introspection = introspectionWeights[name];
    if (introspection !== undefined) return [{ ...ofGateway, weight: introspection }];
    if (name === '__typename') return [];
    const known = this.model.field(type.name, name);
    const named = getNamedType(definition.type);
    const [first = 'gateway'] = known?.subgraphs ?? [];
    const subgraph = from !== undefined && known?.subgraphs.includes(from) === true ? from : first;
    const weight = known?.weight ?? this.model.weight(named.name);
    const isList = isListType(getNullableType(definition.type));
    const ownSize = known?.size === undefined ? undefined : this.sizeOf(known.size, field);
    const isSized = sizing?.fields.includes(name) === true;
    const size = isSized ? sizing.size : isList ? (ownSize ?? one) : one;
    const below =
      ownSize !== undefined && known?.size !== undefined ? { fields: known.size.sized, size: ownSize } : undefined;
    const parts = selections === null || !isCompositeType(named) ? [] : this.parts(named, selections, subgraph, below);
    if (weight === 0 && parts.length === 0) return [];
    return [{ kind: 'field', weight, subgraph, isPage: isSized || (isList && weight > 0), size, parts }];
  }

  private sizeOf({ assumed, slicing }: ListSize, { definition, arguments: given }: NormalField): FieldPart['size'] {
    const sizes = slicing.flatMap((name): FieldPart['size'][] => {
      const value = given.find((node) => node.name.value === name)?.value;
      if (value?.kind === Kind.VARIABLE) {
        this.hasVariables = true;
        return [({ [value.name.value]: asked }) => (typeof asked === 'number' ? asked : 0)];
      }
      if (value?.kind === Kind.INT) return [() => Number(value.value)];
      const standard: unknown = definition.args.find((argument) => argument.name === name)?.defaultValue;
      return typeof standard === 'number' ? [() => standard] : [];
    });
    return (variables) => {
      const asked = Math.max(0, ...sizes.map((size) => size(variables)));
      return Math.min(asked === 0 ? assumed : asked, longestList);
    };
  }

  private isOf(type: GraphQLCompositeType, on: GraphQLCompositeType): boolean {
    return type === on || (isAbstractType(on) && isObjectType(type) && this.schema.isSubType(on, type));
  }
}

const one = (): number => 1;

const ofGateway: Omit<FieldPart, 'weight'> = {
  kind: 'field',
  subgraph: 'gateway',
  isPage: false,
  size: one,
  parts: [],
};
