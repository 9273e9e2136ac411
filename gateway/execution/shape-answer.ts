import {
  getNullableType,
  isAbstractType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';
import type { NormalField, NormalOperation, NormalSelection } from '../normalisation/normal-operation.ts';
import { isObject, type DataObject } from './result-data.ts';
import { typeConditions, type IsOfType } from './type-conditions.ts';

/** What shaping one answer leaves behind. */
export interface Shaping {
  /** Place of the value being shaped, under internal names, kept as it goes. */
  readonly path: (string | number)[];
  /** Places where a promised value was missing. */
  readonly broken: (readonly (string | number)[])[];
}

/** A value that may not be null where it stands: whatever holds it becomes null in its place. */
const missing = Symbol('missing');

type Shape = (value: unknown, shaping: Shaping) => unknown;
type Selections = readonly NormalSelection[];

/**
 * Compiles an operation's selection into a function that makes the client's answer from the merged data of all fetches:
 * only what was selected, under the client's names, in the order of the specification, with nulls carried up from where a
 * promised value is missing.
 * @param schema the API schema
 */
export function compileAnswer(
  schema: GraphQLSchema,
  { root, selections }: NormalOperation,
): (data: DataObject, shaping: Shaping) => DataObject | null {
  const shape = new AnswerCompiler(schema).object(root, [selections]);
  return (data, shaping) => {
    const answer = shape(data, shaping);
    return isObject(answer) ? answer : null;
  };
}

class AnswerCompiler {
  private readonly schema: GraphQLSchema;
  private readonly isOfType: IsOfType;

  constructor(schema: GraphQLSchema) {
    this.schema = schema;
    this.isOfType = typeConditions(schema);
  }

  /** An object of a known type. */
  object(type: GraphQLObjectType, selections: readonly Selections[]): Shape {
    const fields = [...this.fieldsOf(type, selections)].map(([responseName, places]) => ({
      responseName,
      internalName: places[0].internalName,
      shape: this.field(type, places),
    }));
    return (value, shaping) => {
      if (!isObject(value)) return null;
      const answer: DataObject = {};
      for (const { responseName, internalName, shape } of fields) {
        shaping.path.push(internalName);
        const shaped = shape(value[internalName], shaping);
        shaping.path.pop();
        if (shaped === missing) return null;
        answer[responseName] = shaped;
      }
      return answer;
    };
  }

  /** The fields of an object of one type by response name, each with all its places: fragments that hold for it are spread. */
  private fieldsOf(
    type: GraphQLObjectType,
    selections: readonly Selections[],
  ): Map<string, [NormalField, ...NormalField[]]> {
    const fields = new Map<string, [NormalField, ...NormalField[]]>();
    const visit = (some: Selections): void => {
      for (const selection of some) {
        if (selection.kind === 'fragment') {
          if (this.isOfType(type.name, selection.on.name)) visit(selection.selections);
          continue;
        }
        const known = fields.get(selection.responseName);
        if (known === undefined) fields.set(selection.responseName, [selection]);
        else known.push(selection);
      }
    };
    selections.forEach(visit);
    return fields;
  }

  private field(type: GraphQLObjectType, places: readonly [NormalField, ...NormalField[]]): Shape {
    const { name } = places[0].definition;
    if (name === '__typename') return () => type.name;
    // The type's own field: an interface may promise less.
    const definition = type.getFields()[name];
    const selections = places.flatMap((place) => (place.selections === null ? [] : [place.selections]));
    // `__schema` and `__type` were answered beside the plan, in their final shape.
    return definition === undefined ? (value) => value : this.value(definition.type, selections);
  }

  private value(type: GraphQLOutputType, selections: readonly Selections[]): Shape {
    if (isNonNullType(type)) {
      const shape = this.value(type.ofType, selections);
      return (value, shaping) => {
        const before = shaping.broken.length;
        const shaped = shape(value, shaping);
        if (shaped !== null && shaped !== undefined) return shaped;
        if (shaping.broken.length === before) shaping.broken.push([...shaping.path]);
        return missing;
      };
    }
    const nullable = this.nullable(getNullableType(type), selections);
    return (value, shaping) => {
      if (value === undefined || value === null) return null;
      const shaped = nullable(value, shaping);
      return shaped === missing ? null : shaped;
    };
  }

  private nullable(type: GraphQLOutputType, selections: readonly Selections[]): Shape {
    if (isListType(type)) return this.list(type.ofType, selections);
    if (isLeafType(type)) {
      // An enum's value that the API does not know is hidden from clients, or a subgraph's mistake: neither may show.
      return isEnumType(type)
        ? (value) => (type.getValue(String(value)) === undefined ? null : value)
        : (value) => value;
    }
    return isObjectType(type) ? this.object(type, selections) : this.abstract(type, selections);
  }

  private list(itemType: GraphQLOutputType, selections: readonly Selections[]): Shape {
    const shape = this.value(itemType, selections);
    return (value, shaping) => {
      if (!Array.isArray(value)) return null;
      let broken = false;
      const shaped = value.map((item: unknown, index) => {
        shaping.path.push(index);
        const one = shape(item, shaping);
        shaping.path.pop();
        if (one === missing) broken = true;
        return one;
      });
      return broken ? null : shaped;
    };
  }

  /** An interface's or union's value is shaped as the type it says it is; each type is compiled when it is first met. */
  private abstract(type: GraphQLOutputType, selections: readonly Selections[]): Shape {
    const shapes = new Map<string, Shape>();
    return (value, shaping) => {
      const typeName = isObject(value) ? value['__typename'] : undefined;
      if (typeof typeName !== 'string') return null;
      let shape = shapes.get(typeName);
      if (shape === undefined) {
        const concrete = this.schema.getType(typeName);
        if (!isObjectType(concrete) || !isAbstractType(type) || !this.schema.isSubType(type, concrete)) return null;
        shapes.set(typeName, (shape = this.object(concrete, selections)));
      }
      return shape(value, shaping);
    };
  }
}
