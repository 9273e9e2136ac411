import {
  doTypesOverlap,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isUnionType,
  Kind,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import { isSelected, type CoercedVariables } from './conditions.ts';
import type { NormalField, NormalOperation, NormalSelection } from './normal-operation.ts';
import { ResponseNames, type FieldNames } from './response-names.ts';

/** A client's operation, valid by the schema. */
export interface ClientOperation {
  readonly root: GraphQLObjectType;
  readonly selectionSet: SelectionSetNode;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
}

/**
 * Brings an operation into its normal form: `@skip` and `@include` are decided, fragments are inlined, fields of one response
 * name are one, and no response name can be taken for a key. Requests that decide the conditions alike share the form.
 * @throws BAD_USER_INPUT for a condition that is null
 */
export function normalise(
  schema: GraphQLSchema,
  fieldNames: FieldNames,
  { root, selectionSet, fragments }: ClientOperation,
  variables: CoercedVariables,
): NormalOperation {
  const responseNames = new ResponseNames(fieldNames);
  const normaliser = new Normaliser(schema, fragments, variables, responseNames);
  return { root, selections: normaliser.selections(root, [selectionSet]), responseNames };
}

/** The places of one field, or what fragments on one type select, in the order in which a client would get them. */
type Part =
  | { readonly kind: 'field'; readonly nodes: FieldNode[] }
  | { readonly kind: 'fragment'; readonly on: GraphQLCompositeType; readonly sets: SelectionSetNode[] };

class Normaliser {
  private readonly schema: GraphQLSchema;
  private readonly fragments: ClientOperation['fragments'];
  private readonly variables: CoercedVariables;
  private readonly responseNames: ResponseNames;

  constructor(
    schema: GraphQLSchema,
    fragments: ClientOperation['fragments'],
    variables: CoercedVariables,
    responseNames: ResponseNames,
  ) {
    this.schema = schema;
    this.fragments = fragments;
    this.variables = variables;
    this.responseNames = responseNames;
  }

  /** The selection that several selection sets make of one type. */
  selections(parent: GraphQLCompositeType, sets: readonly SelectionSetNode[]): NormalSelection[] {
    return this.parts(parent, sets).flatMap((part): NormalSelection[] => {
      if (part.kind === 'field') return [this.field(parent, part.nodes)];
      const selections = this.selections(part.on, part.sets);
      return selections.length === 0 ? [] : [{ kind: 'fragment', on: part.on, selections }];
    });
  }

  private parts(parent: GraphQLCompositeType, sets: readonly SelectionSetNode[]): Part[] {
    const parts: Part[] = [];
    const nodesByName = new Map<string, FieldNode[]>();
    const spread = new Set<string>();
    const visit = (set: SelectionSetNode): void => {
      for (const selection of set.selections) {
        if (!isSelected(selection.directives ?? [], this.variables)) continue;
        if (selection.kind === Kind.FIELD) {
          const responseName = responseNameOf(selection);
          const known = nodesByName.get(responseName);
          if (known !== undefined) known.push(selection);
          else {
            const nodes = [selection];
            nodesByName.set(responseName, nodes);
            parts.push({ kind: 'field', nodes });
          }
          continue;
        }
        if (selection.kind === Kind.FRAGMENT_SPREAD) {
          if (spread.has(selection.name.value)) continue;
          spread.add(selection.name.value);
        }
        const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : this.fragments[selection.name.value];
        if (fragment === undefined) continue;
        const on = this.compositeType(fragment.typeCondition?.name.value, parent);
        if (this.isAlways(parent, on)) visit(fragment.selectionSet);
        else if (doTypesOverlap(this.schema, parent, on)) addFragment(parts, on, fragment.selectionSet);
      }
    };
    sets.forEach(visit);
    return parts;
  }

  private field(parent: GraphQLCompositeType, nodes: readonly FieldNode[]): NormalField {
    const [node] = nodes as [FieldNode]; // a part begins with its first node
    const name = node.name.value;
    const definition = fieldOf(parent, name);
    if (definition === undefined)
      throw new Error(`a valid operation asks ${parent.name} for ${name}, which it has not`);
    const responseName = responseNameOf(node);
    const type = getNamedType(definition.type);
    const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
    return {
      kind: 'field',
      responseName,
      // What tells an object's type has one name inside: plans ask for it too.
      internalName: name === '__typename' ? name : this.responseNames.internal(responseName, definition),
      definition,
      arguments: node.arguments ?? [],
      selections: isCompositeType(type) ? this.selections(type, sets) : null,
    };
  }

  private compositeType(name: string | undefined, otherwise: GraphQLCompositeType): GraphQLCompositeType {
    const type = name === undefined ? otherwise : this.schema.getType(name);
    if (!isCompositeType(type)) throw new Error(`a valid operation has a fragment on ${name}, which has no fields`);
    return type;
  }

  /** Whether every object of one type is also of the other. */
  private isAlways(parent: GraphQLCompositeType, on: GraphQLCompositeType): boolean {
    if (parent === on) return true;
    return isAbstractType(on) && !isUnionType(parent) && this.schema.isSubType(on, parent);
  }
}

/** Into the fragment before it where that is on the same type: further up, the order of fields would be another. */
function addFragment(parts: Part[], on: GraphQLCompositeType, set: SelectionSetNode): void {
  const last = parts.at(-1);
  if (last?.kind === 'fragment' && last.on === on) last.sets.push(set);
  else parts.push({ kind: 'fragment', on, sets: [set] });
}

function responseNameOf({ alias, name }: FieldNode): string {
  return (alias ?? name).value;
}

const metaFields: ReadonlyMap<string, GraphQLField<unknown, unknown>> = new Map(
  [SchemaMetaFieldDef, TypeMetaFieldDef, TypeNameMetaFieldDef].map((field) => [field.name, field]),
);

function fieldOf(parent: GraphQLCompositeType, name: string): GraphQLField<unknown, unknown> | undefined {
  return metaFields.get(name) ?? (isUnionType(parent) ? undefined : parent.getFields()[name]);
}
