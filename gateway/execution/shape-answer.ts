import {
  getNullableType,
  isEnumType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLAbstractType,
  type GraphQLError,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';
import { badRequest, graphError } from '../../platform/errors/graph-error.ts';
import type { NormalField, NormalOperation, NormalSelection } from '../normalisation/normal-operation.ts';
import { isObject, type DataObject } from './result-data.ts';
import { typeConditions, type IsOfType } from './type-conditions.ts';

/** Traces that shaping one answer leaves behind. */
export interface Shaping {
  /** Place of the value being shaped, under internal names, kept as it goes. */
  readonly path: (string | number)[];
  /** Places where a promised value was missing. */
  readonly broken: (readonly (string | number)[])[];
  /** Characters that the answer's values may still take. */
  room: number;
}

/** About as much as a value takes beside its own text: the name, quotes and commas. */
const valueOverhead = 10;

/** A value that may not be null where it stands: whatever holds it becomes null in its place. */
const missing = Symbol('missing');

type Shape = (value: unknown, shaping: Shaping) => unknown;
type Selections = readonly NormalSelection[];
/** All places of one field in a selection. */
type FieldPlaces = readonly [NormalField, ...NormalField[]];

/** A part of the answer, as far as it is known before it is there. */
interface Part {
  /** Its place: internal names without list items. */
  readonly path: readonly string[];
  /** False below an interface or a union: whether its types are ever met there is not known. */
  readonly isCertain: boolean;
  readonly selections: readonly Selections[];
}

/**
 * Compiles an operation's selection into a function that makes the client's answer from the merged data of all fetches:
 * only what was selected, under the client's names, in the order of the specification, with nulls carried up from where a
 * promised value is missing.
 * @param schema the API schema
 * @param asked places that some fetch asks for: what the planner has left out is never taken for null
 * @throws BAD_USER_INPUT for a field that no fetch asks for, wherever that is certain
 */
export function compileAnswer(
  schema: GraphQLSchema,
  { root, selections }: NormalOperation,
  asked: ReadonlySet<string>,
): (data: DataObject, shaping: Shaping) => DataObject | null {
  const shape = new AnswerCompiler(schema, asked).object(root, { path: [], isCertain: true, selections: [selections] });
  return (data, shaping) => {
    const answer = shape(data, shaping);
    return isObject(answer) ? answer : null;
  };
}

/** A scalar's value, as long as there is room for it: an answer that is too long must not be written first. */
const leaf: Shape = (value, shaping) => {
  shaping.room -= valueOverhead + lengthOf(value);
  if (shaping.room < 0) throw answerTooLong();
  return value;
};

function lengthOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  return typeof value === 'object' && value !== null ? JSON.stringify(value).length : 0;
}

function answerTooLong(): GraphQLError {
  const words = 'the answer is longer than it may be; ask for shorter lists, or for less of each item';
  return graphError('QUERY_TOO_COSTLY', words, { limit: 'answerCharacters', http: { status: 400 } });
}

class AnswerCompiler {
  private readonly schema: GraphQLSchema;
  private readonly asked: ReadonlySet<string>;
  private readonly isOfType: IsOfType;

  constructor(schema: GraphQLSchema, asked: ReadonlySet<string>) {
    this.schema = schema;
    this.asked = asked;
    this.isOfType = typeConditions(schema);
  }

  /** An object of a known type; of an interface, where nothing depends on what it is more than that. */
  object(type: GraphQLObjectType | GraphQLInterfaceType, part: Part): Shape {
    const fields = [...this.fieldsOf(type, part.selections)].map(([responseName, places]) => ({
      responseName,
      internalName: places[0].internalName,
      shape: this.field(type, places, part),
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

  /** The fields of one type by response name, each with all its places: fragments that hold for it are spread. */
  private fieldsOf(
    type: GraphQLObjectType | GraphQLInterfaceType,
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

  private field(type: GraphQLObjectType | GraphQLInterfaceType, places: FieldPlaces, { path, isCertain }: Part): Shape {
    const { internalName, definition } = places[0];
    if (definition.name === '__typename') return () => type.name;
    // `__schema` and `__type` were answered beside the plan, in their final shape.
    if (definition.name.startsWith('__')) return (value) => value;
    const part: Part = {
      path: [...path, internalName],
      isCertain,
      selections: places.flatMap((place) => (place.selections === null ? [] : [place.selections])),
    };
    if (!this.asked.has(part.path.join('.'))) {
      if (isCertain) throw badRequest(`no subgraph answers ${type.name}.${definition.name} in this place`);
      return tellMissing;
    }
    // The type's own field: an interface may promise less.
    return this.value((type.getFields()[definition.name] ?? definition).type, part);
  }

  private value(type: GraphQLOutputType, part: Part): Shape {
    if (isNonNullType(type)) {
      const shape = this.value(type.ofType, part);
      return (value, shaping) => {
        const before = shaping.broken.length;
        const shaped = shape(value, shaping);
        if (shaped !== null && shaped !== undefined) return shaped;
        if (shaping.broken.length === before) tellMissing(value, shaping);
        return missing;
      };
    }
    const nullable = this.nullable(getNullableType(type), part);
    return (value, shaping) => {
      if (value === undefined || value === null) return null;
      const shaped = nullable(value, shaping);
      return shaped === missing ? null : shaped;
    };
  }

  private nullable(type: GraphQLOutputType, part: Part): Shape {
    if (isListType(type)) return this.list(type.ofType, part);
    if (isObjectType(type)) return this.object(type, part);
    // An enum's value that the API does not know is hidden from clients, or a subgraph's mistake: neither may show.
    if (isEnumType(type)) return (value) => (type.getValue(String(value)) === undefined ? null : value);
    if (isLeafType(type) || isNonNullType(type)) return leaf;
    return this.abstract(type, { ...part, isCertain: false });
  }

  private list(itemType: GraphQLOutputType, part: Part): Shape {
    const shape = this.value(itemType, part);
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
  private abstract(type: GraphQLAbstractType, part: Part): Shape {
    const shapes = new Map<string, Shape>();
    return (value, shaping) => {
      if (!isObject(value)) return null;
      // A subgraph that has the interface as an object type is not asked for its name, or tells that one.
      const typeName = value['__typename'] ?? type.name;
      if (typeof typeName !== 'string') return null;
      let shape = shapes.get(typeName);
      if (shape === undefined) {
        const known = this.schema.getType(typeName);
        if (!isObjectType(known) && !isInterfaceType(known)) return null;
        if (known !== type && !this.schema.isSubType(type, known)) return null;
        shapes.set(typeName, (shape = this.ofType(known, part)));
      }
      return shape(value, shaping);
    };
  }

  private ofType(known: GraphQLObjectType | GraphQLInterfaceType, part: Part): Shape {
    const isOpen = isInterfaceType(known) && part.selections.some((some) => this.dependsOnType(some, known));
    return isOpen ? tellMissing : this.object(known, part);
  }

  /** Whether a selection asks more of an object than that it is of an interface. */
  private dependsOnType(selections: Selections, known: GraphQLInterfaceType): boolean {
    return selections.some((selection) =>
      selection.kind === 'field'
        ? selection.definition.name === '__typename'
        : !this.isOfType(known.name, selection.on.name) || this.dependsOnType(selection.selections, known),
    );
  }
}

/** A value that could not be had is null, and is told. */
function tellMissing(_value: unknown, { broken, path }: Shaping): null {
  broken.push([...path]);
  return null;
}
