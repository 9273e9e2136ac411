import {
  Kind,
  OperationTypeNode,
  type ArgumentNode,
  type DocumentNode,
  type FieldNode,
  type NameNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { ArgumentVariables } from './argument-variables.ts';
import type { NormalField, NormalOperation, NormalSelection } from './normal-operation.ts';

/** A part of an operation as a document of its own, and what its variables carry. */
export interface WrittenOperation {
  readonly document: DocumentNode;
  readonly variables: ArgumentVariables;
}

/** The part of an operation that subgraphs are asked, under internal names; null where they are asked nothing. */
export function plannedOperation(operation: NormalOperation, type: OperationTypeNode): WrittenOperation | null {
  return written(operation, type, 'internalName', ({ name }) => !name.startsWith('__'));
}

/**
 * The part of an operation that asks about the schema itself, under the client's names; null where it asks nothing. It is answered
 * beside the plan, from what the viewer may know of the schema.
 */
export function introspectionOperation(operation: NormalOperation): WrittenOperation | null {
  return written(operation, OperationTypeNode.QUERY, 'responseName', ({ name }) => /^__(schema|type)$/.test(name));
}

function written(
  { selections }: NormalOperation,
  type: OperationTypeNode,
  naming: Naming,
  isAsked: (definition: NormalField['definition']) => boolean,
): WrittenOperation | null {
  // A root is an object: no fragment is left there.
  const asked = selections.filter((selection) => selection.kind === 'field' && isAsked(selection.definition));
  if (asked.length === 0) return null;
  const writer = new Writer(naming);
  const selectionSet = writer.selectionSet(asked);
  const variableDefinitions = writer.variables.definitions();
  const definition = { kind: Kind.OPERATION_DEFINITION, operation: type, variableDefinitions, selectionSet } as const;
  return { document: { kind: Kind.DOCUMENT, definitions: [definition] }, variables: writer.variables };
}

type Naming = 'internalName' | 'responseName';

class Writer {
  readonly variables = new ArgumentVariables();
  private readonly naming: Naming;

  constructor(naming: Naming) {
    this.naming = naming;
  }

  selectionSet(selections: readonly NormalSelection[]): SelectionSetNode {
    const nodes = selections.map((selection): SelectionNode => {
      if (selection.kind === 'field') return this.field(selection);
      const { on } = selection;
      const typeCondition = { kind: Kind.NAMED_TYPE, name: nameNode(on.name) } as const;
      return { kind: Kind.INLINE_FRAGMENT, typeCondition, selectionSet: this.selectionSet(selection.selections) };
    });
    // An object of which nothing is selected is there or is null all the same.
    return { kind: Kind.SELECTION_SET, selections: nodes.length === 0 ? [typeNameField] : nodes };
  }

  private field(field: NormalField): FieldNode {
    const { definition, selections } = field;
    const name = field[this.naming];
    return {
      kind: Kind.FIELD,
      name: nameNode(definition.name),
      ...(name !== definition.name && { alias: nameNode(name) }),
      arguments: field.arguments.map((node) => this.argument(field, node)),
      ...(selections !== null && { selectionSet: this.selectionSet(selections) }),
    };
  }

  private argument({ definition }: NormalField, node: ArgumentNode): ArgumentNode {
    const argument = definition.args.find(({ name }) => name === node.name.value);
    if (argument === undefined)
      throw new Error(`a valid operation gives ${definition.name} the argument ${node.name.value}, which it has not`);
    return this.variables.plan(argument, node);
  }
}

function nameNode(value: string): NameNode {
  return { kind: Kind.NAME, value };
}

const typeNameField: FieldNode = { kind: Kind.FIELD, name: nameNode('__typename') };
