import {
  astFromValue,
  doTypesOverlap,
  getArgumentValues,
  getDirectiveValues,
  getNamedType,
  getOperationAST,
  getVariableValues,
  GraphQLError,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  isCompositeType,
  isObjectType,
  isUnionType,
  Kind,
  parse,
  print,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
  type ArgumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { RandomOperation } from './operations.ts';

/** Stands where nothing is selected, which a client cannot write. */
const nothing = 'nothingSelected';

/**
 * An operation that says the same without fragments, variables, conditions or defaults, as far as types allow: fragments stay
 * where they choose between the types of an interface or a union. `withoutNothing` makes its answer comparable.
 * @returns null where the values of variables do not fit: there is nothing to be said in their place
 */
export function flattened(schema: GraphQLSchema, { query, variables }: RandomOperation): RandomOperation | null {
  const document = parse(query, { noLocation: true });
  const operation = getOperationAST(document);
  const root = schema.getQueryType();
  if (!operation || !root) throw new Error('expected one query');
  const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
  if (coerced === undefined) return null;
  const fragments = new Map(
    document.definitions.flatMap((node) =>
      node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [],
    ),
  );
  try {
    const selectionSet = new Flattener(schema, fragments, coerced).set(operation.selectionSet, root);
    return { query: print(selectionSet), variables: {} };
  } catch (error) {
    if (error instanceof GraphQLError) return null; // a null in a place that may not be null
    throw error;
  }
}

/** The answer to a flattened operation without what stands for nothing. */
export function withoutNothing(data: unknown): unknown {
  if (Array.isArray(data)) return data.map(withoutNothing);
  if (typeof data !== 'object' || data === null) return data;
  const kept = Object.entries(data).filter(([key]) => key !== nothing);
  return Object.fromEntries(kept.map(([key, value]) => [key, withoutNothing(value)]));
}

class Flattener {
  private readonly schema: GraphQLSchema;
  private readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  private readonly variables: Record<string, unknown>;

  constructor(
    schema: GraphQLSchema,
    fragments: ReadonlyMap<string, FragmentDefinitionNode>,
    variables: Record<string, unknown>,
  ) {
    this.schema = schema;
    this.fragments = fragments;
    this.variables = variables;
  }

  set(set: SelectionSetNode, type: GraphQLCompositeType): SelectionSetNode {
    const selections = this.selections(set, type);
    return {
      kind: Kind.SELECTION_SET,
      selections: selections.length > 0 ? selections : parsed(`{ ${nothing}: __typename }`),
    };
  }

  private selections({ selections }: SelectionSetNode, type: GraphQLCompositeType): SelectionNode[] {
    return selections.flatMap((selection): SelectionNode[] => {
      if (!this.isSelected(selection)) return [];
      if (selection.kind === Kind.FIELD) return [this.field(selection, type)];
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : this.fragments.get(selection.name.value);
      if (fragment === undefined) throw new Error('expected the fragment to be there');
      const on = fragment.typeCondition ? this.schema.getType(fragment.typeCondition.name.value) : type;
      if (!isCompositeType(on)) throw new Error('expected a fragment on an object, an interface or a union');
      if (!doTypesOverlap(this.schema, on, type)) return []; // two fragments around it, on types that share no object
      const isAlways = on === type || (!isObjectType(on) && !isUnionType(type) && this.schema.isSubType(on, type));
      if (isAlways) return this.selections(fragment.selectionSet, type);
      const inner = this.selections(fragment.selectionSet, on);
      if (inner.length === 0) return [];
      return parsed(`{ ... on ${on.name} ${print({ kind: Kind.SELECTION_SET, selections: inner })} }`);
    });
  }

  private isSelected(selection: SelectionNode): boolean {
    const skip = getDirectiveValues(GraphQLSkipDirective, selection, this.variables);
    const include = getDirectiveValues(GraphQLIncludeDirective, selection, this.variables);
    return skip?.['if'] !== true && include?.['if'] !== false;
  }

  private field(node: FieldNode, type: GraphQLCompositeType): FieldNode {
    const field = fieldOf(type, node.name.value);
    const values = getArgumentValues(field, node, this.variables);
    const given = field.args.flatMap((argument): ArgumentNode[] => {
      const value = astFromValue(values[argument.name], argument.type);
      return value ? [{ kind: Kind.ARGUMENT, name: { kind: Kind.NAME, value: argument.name }, value }] : [];
    });
    const named = getNamedType(field.type);
    return {
      kind: Kind.FIELD,
      ...(node.alias && { alias: node.alias }),
      name: node.name,
      arguments: given,
      ...(node.selectionSet && isCompositeType(named) && { selectionSet: this.set(node.selectionSet, named) }),
    };
  }
}

const meta = new Map([SchemaMetaFieldDef, TypeMetaFieldDef, TypeNameMetaFieldDef].map((field) => [field.name, field]));

function fieldOf(type: GraphQLCompositeType, name: string): GraphQLField<unknown, unknown> {
  const field = meta.get(name) ?? (isUnionType(type) ? undefined : type.getFields()[name]);
  if (field === undefined) throw new Error(`expected a field ${type.name}.${name}`);
  return field;
}

function parsed(set: string): SelectionNode[] {
  const [definition] = parse(set, { noLocation: true }).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error('expected a selection');
  return [...definition.selectionSet.selections];
}
