import {
  isInputObjectType,
  isListType,
  isNonNullType,
  Kind,
  parseType,
  print,
  valueFromAST,
  visit,
  type ArgumentNode,
  type GraphQLArgument,
  type GraphQLInputType,
  type ValueNode,
  type VariableDefinitionNode,
} from 'graphql';
import { badRequest } from '../../platform/errors/graph-error.ts';
import type { CoercedVariables } from './conditions.ts';

/** An argument that depends on variables, and the variable that carries its value to the subgraphs. */
interface ArgumentVariable {
  readonly name: string;
  readonly argument: GraphQLArgument;
  readonly written: ValueNode;
}

/** A plan names the entities that it asks for by this variable. */
const reserved = 'representations';

/**
 * The arguments of an operation that depend on its variables. Each is planned as one variable of the argument's own type,
 * whose value is worked out here for each request: subgraphs never meet a variable inside a literal, an absent one, a default
 * or a null where none may stand (GraphQL spec, CoerceArgumentValues).
 */
export class ArgumentVariables {
  private readonly byMeaning = new Map<string, ArgumentVariable>();
  private readonly names = new Set([reserved]);

  /** The argument as it is planned. */
  plan(argument: GraphQLArgument, node: ArgumentNode): ArgumentNode {
    if (!hasVariables(node.value)) return node;
    const { type, defaultValue } = argument;
    const meaning = `${String(type)} ${print(node.value)} ${JSON.stringify(defaultValue)}`;
    let variable = this.byMeaning.get(meaning);
    if (variable === undefined) {
      variable = { name: this.unusedName(node), argument, written: node.value };
      this.byMeaning.set(meaning, variable);
    }
    return { ...node, value: { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: variable.name } } };
  }

  definitions(): VariableDefinitionNode[] {
    return [...this.byMeaning.values()].map(({ name, argument }) => ({
      kind: Kind.VARIABLE_DEFINITION,
      variable: { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: name } },
      type: parseType(String(argument.type), { noLocation: true }),
    }));
  }

  /**
   * The values of all these arguments, by the names of their variables; absent ones are left out.
   * @throws BAD_USER_INPUT that names the variable which is null where null may not stand
   */
  values(variables: CoercedVariables): Record<string, unknown> {
    const values: Record<string, unknown> = {};
    for (const { name, argument, written } of this.byMeaning.values()) {
      const value = valueOf(argument, written, variables);
      if (value !== undefined) values[name] = value;
    }
    return values;
  }

  /** That of the client's variable where the argument is just that, so that plans read like the operation. */
  private unusedName({ name, value }: ArgumentNode): string {
    const wanted = value.kind === Kind.VARIABLE ? value.name.value : name.value;
    let unused = wanted;
    for (let number = 2; this.names.has(unused) || unused in Object.prototype; number += 1)
      unused = `${wanted}_${number}`;
    this.names.add(unused);
    return unused;
  }
}

function hasVariables(value: ValueNode): boolean {
  let found = false;
  visit(value, { Variable: () => void (found = true) });
  return found;
}

function valueOf(argument: GraphQLArgument, written: ValueNode, variables: CoercedVariables): unknown {
  const value = valueFromAST(written, argument.type, variables);
  if (value !== undefined) return value;
  const isAbsent = written.kind === Kind.VARIABLE && variables[written.name.value] === undefined;
  if (isAbsent && !(isNonNullType(argument.type) && argument.defaultValue === undefined)) return argument.defaultValue;
  const misplaced = misplacedNull(written, argument.type, variables);
  if (misplaced === null)
    throw badRequest(`argument "${argument.name}" is ${print(written)}; expected ${String(argument.type)}`);
  const { variable, type } = misplaced;
  throw badRequest(`variable "$${variable}" is null; expected ${String(type)} in the argument "${argument.name}"`);
}

interface MisplacedNull {
  readonly variable: string;
  readonly type: GraphQLInputType;
}

/** The first variable that is null, or absent, where the type allows neither. */
function misplacedNull(node: ValueNode, type: GraphQLInputType, variables: CoercedVariables): MisplacedNull | null {
  if (node.kind === Kind.VARIABLE) {
    const isNull = variables[node.name.value] === undefined || variables[node.name.value] === null;
    return isNull && isNonNullType(type) ? { variable: node.name.value, type } : null;
  }
  const nullable = isNonNullType(type) ? type.ofType : type;
  if (isListType(nullable)) {
    const items = node.kind === Kind.LIST ? node.values : [node];
    return firstOf(items, (item) => misplacedNull(item, nullable.ofType, variables));
  }
  if (node.kind !== Kind.OBJECT || !isInputObjectType(nullable)) return null;
  const fields = nullable.getFields();
  return firstOf(node.fields, ({ name, value }) => {
    const field = fields[name.value];
    if (field === undefined) return null;
    const isAbsent = value.kind === Kind.VARIABLE && variables[value.name.value] === undefined;
    if (isAbsent && field.defaultValue !== undefined) return null;
    // Exactly one field of a oneOf object is given, and may not be null whatever its own type says.
    if (nullable.isOneOf && value.kind === Kind.VARIABLE && (variables[value.name.value] ?? null) === null)
      return { variable: value.name.value, type: field.type };
    return misplacedNull(value, field.type, variables);
  });
}

function firstOf<Item, Found>(items: readonly Item[], find: (item: Item) => Found | null): Found | null {
  for (const item of items) {
    const found = find(item);
    if (found !== null) return found;
  }
  return null;
}
