import { getNamedType, isCompositeType, type GraphQLCompositeType } from 'graphql';
import { isObject, type DataObject } from '../execution/result-data.ts';
import type { NormalSelection } from '../normalisation/normal-operation.ts';
import type { CostModel } from './cost-model.ts';

/** Cost of an object of an answer. */
export type AnswerCost = (answer: DataObject) => number;

type Selections = readonly NormalSelection[];

/** A response name of a selection, whichever of its fragments it stands in. */
interface CountedField {
  readonly weight: number;
  readonly type: GraphQLCompositeType | null;
  readonly below: Selections[];
}

/**
 * Compiles the count of an answer's cost: the weight of each object that is in it, of each field that has a weight of its
 * own. It visits objects and lists only, and of those none that no weight stands under.
 */
export function compileAnswerCost(
  model: CostModel,
  type: GraphQLCompositeType,
  ...selections: Selections[]
): AnswerCost {
  const counts = [...fieldsOf(model, type, selections)].flatMap(([responseName, field]) => {
    const inside =
      field.type === null || field.below.length === 0 ? null : compileAnswerCost(model, field.type, ...field.below);
    return field.weight === 0 && inside === null ? [] : [{ responseName, count: counter(field.weight, inside) }];
  });
  return (answer) => {
    let cost = 0;
    for (const { responseName, count } of counts) cost += count(answer[responseName]);
    return cost;
  };
}

function fieldsOf(
  model: CostModel,
  type: GraphQLCompositeType,
  selections: readonly Selections[],
): Map<string, CountedField> {
  const fields = new Map<string, CountedField>();
  const collect = (some: Selections, parent: GraphQLCompositeType): void => {
    for (const selection of some) {
      if (selection.kind === 'fragment') {
        collect(selection.selections, selection.on);
        continue;
      }
      const { definition, responseName } = selection;
      // What the schema tells of itself costs what it was estimated at.
      if (definition.name.startsWith('__')) continue;
      const named = getNamedType(definition.type);
      const field = fields.get(responseName) ?? {
        weight: model.field(parent.name, definition.name)?.weight ?? model.weight(named.name),
        type: isCompositeType(named) ? named : null,
        below: [],
      };
      if (selection.selections !== null) field.below.push(selection.selections);
      fields.set(responseName, field);
    }
  };
  for (const some of selections) collect(some, type);
  return fields;
}

function counter(weight: number, inside: AnswerCost | null): (value: unknown) => number {
  const count = (value: unknown): number => {
    if (value === null || value === undefined) return 0;
    if (Array.isArray(value)) {
      let cost = 0;
      for (const item of value) cost += count(item);
      return cost;
    }
    return weight + (inside !== null && isObject(value) ? inside(value) : 0);
  };
  return count;
}
