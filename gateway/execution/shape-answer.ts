import {
  getNullableType,
  isAbstractType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import { collectFields, type Selected } from './collect-fields.ts';
import { isObject, ownValue, type DataObject } from './result-data.ts';

/** What shaping one answer needs to know and leaves behind. */
export interface Shaping {
  /** Variables, defaults filled in: `@skip` and `@include` look at them. */
  readonly variables: DataObject;
  /** Place of the value being shaped, kept as it goes. */
  readonly path: (string | number)[];
  /** Places where a promised value was missing. */
  readonly broken: (readonly (string | number)[])[];
}

/** A value that may not be null where it stands: whatever holds it becomes null in its place. */
const missing = Symbol('missing');

type Shape = (value: unknown, shaping: Shaping) => unknown;

/**
 * Compiles an operation's selection into a function that makes the client's answer from the merged data of all fetches:
 * only what was selected, in the order of the specification, with nulls carried up from where a promised value is missing.
 * @param root the query or mutation type of the API schema
 */
export function compileAnswer(
  schema: GraphQLSchema,
  root: GraphQLObjectType,
  selection: SelectionSetNode,
  fragments: Readonly<Record<string, FragmentDefinitionNode>>,
): (data: DataObject, shaping: Shaping) => DataObject | null {
  const compiler = new AnswerCompiler(schema, fragments);
  const shape = compiler.object(root, [{ part: selection, isSelected: null }]);
  return (data, shaping) => {
    const answer = shape(data, shaping);
    return isObject(answer) ? answer : null;
  };
}

class AnswerCompiler {
  private readonly schema: GraphQLSchema;
  private readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;

  constructor(schema: GraphQLSchema, fragments: Readonly<Record<string, FragmentDefinitionNode>>) {
    this.schema = schema;
    this.fragments = fragments;
  }

  /** An object of a known type. */
  object(type: GraphQLObjectType, selections: readonly Selected<SelectionSetNode>[]): Shape {
    const shapes = new Map<string, Shape>();
    const fields = collectFields(this.schema, this.fragments, type, selections).map((field) => {
      const shape = shapes.get(field.key) ?? this.field(type, field.nodes);
      shapes.set(field.key, shape);
      return { ...field, shape, isInherited: field.key in Object.prototype };
    });
    return (value, shaping) => {
      if (!isObject(value)) return null;
      const answer: DataObject = {};
      for (const { key, isSelected, isAgain, isInherited, shape } of fields) {
        if (isSelected !== null && !isSelected(shaping.variables)) continue;
        if (isAgain && Object.hasOwn(answer, key)) continue;
        shaping.path.push(key);
        const shaped = shape(isInherited ? ownValue(value, key) : value[key], shaping);
        shaping.path.pop();
        if (shaped === missing) return null;
        answer[key] = shaped;
      }
      return answer;
    };
  }

  private field(type: GraphQLObjectType, nodes: readonly Selected<FieldNode>[]): Shape {
    const name = nodes[0]?.part.name.value ?? '';
    if (name === '__typename') return () => type.name;
    const definition = type.getFields()[name];
    // `__schema` and `__type` were answered beside the plan, in their final shape.
    return definition === undefined ? (value) => value : this.value(definition.type, nodes);
  }

  private value(type: GraphQLOutputType, nodes: readonly Selected<FieldNode>[]): Shape {
    if (isNonNullType(type)) {
      const shape = this.value(type.ofType, nodes);
      return (value, shaping) => {
        const before = shaping.broken.length;
        const shaped = shape(value, shaping);
        if (shaped !== null && shaped !== undefined) return shaped;
        if (shaping.broken.length === before) shaping.broken.push([...shaping.path]);
        return missing;
      };
    }
    const nullable = this.nullable(getNullableType(type), nodes);
    return (value, shaping) => {
      if (value === undefined || value === null) return null;
      const shaped = nullable(value, shaping);
      return shaped === missing ? null : shaped;
    };
  }

  private nullable(type: GraphQLOutputType, nodes: readonly Selected<FieldNode>[]): Shape {
    if (isListType(type)) return this.list(type.ofType, nodes);
    if (isLeafType(type)) {
      // An enum's value that the API does not know is hidden from clients, or a subgraph's mistake: neither may show.
      return isEnumType(type)
        ? (value) => (type.getValue(String(value)) === undefined ? null : value)
        : (value) => value;
    }
    const selections = selectionsOf(nodes);
    if (isObjectType(type)) return this.object(type, selections);
    return this.abstract(type, selections);
  }

  private list(itemType: GraphQLOutputType, nodes: readonly Selected<FieldNode>[]): Shape {
    const shape = this.value(itemType, nodes);
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
  private abstract(type: GraphQLOutputType, selections: readonly Selected<SelectionSetNode>[]): Shape {
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

/** What is selected under a field: of each node only where that node is selected, unless it is the only one. */
function selectionsOf(nodes: readonly Selected<FieldNode>[]): Selected<SelectionSetNode>[] {
  return nodes.flatMap(({ part: { selectionSet }, isSelected }) =>
    selectionSet === undefined ? [] : [{ part: selectionSet, isSelected: nodes.length === 1 ? null : isSelected }],
  );
}
