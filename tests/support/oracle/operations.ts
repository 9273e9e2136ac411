import {
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import type { Random } from './random.ts';

/** An operation that fits the schema, with the values of its variables. */
export interface RandomOperation {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Fields of one selection at most. */
const width = 4;
const deepest = 5;

/** Writes random queries: aliases, arguments by value and by variable, fragments of both kinds, `@skip` and `@include`. */
export function randomOperation(schema: GraphQLSchema, random: Random): RandomOperation {
  return new Writer(schema, random).write();
}

class Writer {
  private readonly schema: GraphQLSchema;
  private readonly random: Random;
  private readonly definitions: string[] = [];
  private readonly fragments: string[] = [];
  private readonly variables: Record<string, unknown> = {};
  private aliases = 0;

  constructor(schema: GraphQLSchema, random: Random) {
    this.schema = schema;
    this.random = random;
  }

  write(): RandomOperation {
    const root = this.schema.getQueryType();
    if (!isObjectType(root)) throw new Error('expected a query type');
    const selection = this.selection(root, 0);
    const declared = this.definitions.length === 0 ? '' : `(${this.definitions.join(', ')})`;
    return { query: [`query Random${declared} ${selection}`, ...this.fragments].join('\n'), variables: this.variables };
  }

  private selection(type: GraphQLCompositeType, depth: number): string {
    const parts = isAbstractType(type) ? this.abstractParts(type, depth) : this.fields(type, depth);
    if (this.random.chance(0.3)) parts.push(this.random.chance(0.5) ? '__typename' : `kind${this.alias()}: __typename`);
    // At least one part stands unconditionally: an empty selection is no selection.
    return `{ ${[...parts, ...(parts.length === 0 ? ['__typename'] : [])].join(' ')} }`;
  }

  private abstractParts(type: GraphQLCompositeType & { name: string }, depth: number): string[] {
    const possible = isAbstractType(type) ? this.schema.getPossibleTypes(type) : [];
    const shared = 'getFields' in type ? Object.values(type.getFields()) : [];
    return [
      ...this.random.sample(shared, 1 + this.random.integer(2)).map((field) => this.field(field, depth)),
      ...this.random.sample(possible, this.random.integer(3)).map((member) => this.fragment(member, depth)),
      ...(this.random.chance(0.2) ? ['... on Node { id }'] : []),
    ];
  }

  private fields(type: GraphQLObjectType, depth: number): string[] {
    const all = Object.values(type.getFields()).filter(
      (field) => depth < deepest || !isCompositeType(getNamedType(field.type)),
    );
    // Connections would hide what they hold: their nodes are asked for as a rule.
    const favourites = all.filter(({ name }) => name === 'nodes' || name === 'edges' || name === 'node');
    const chosen = this.random.sample(all, 1 + this.random.integer(width));
    const some =
      favourites.length > 0 && this.random.chance(0.8)
        ? [...new Set([...chosen, this.random.pick(favourites)])]
        : chosen;
    const parts = some.map((field) => this.field(field, depth));
    if (parts.length > 1 && this.random.chance(0.15)) return [...parts.slice(1), this.wrapped(type, parts[0] ?? '')];
    return parts;
  }

  private field(field: GraphQLField<unknown, unknown>, depth: number): string {
    const named = getNamedType(field.type);
    const given = field.args.flatMap((argument) => this.argument(argument));
    // An alias wherever two fields of one name could differ: by arguments, by type, by what is under them.
    const isPlain = given.length === 0 && !isCompositeType(named) && field.name === 'id';
    const alias = isPlain && this.random.chance(0.7) ? '' : `${field.name}${this.alias()}: `;
    const args = given.length === 0 ? '' : `(${given.join(', ')})`;
    const head = `${alias}${field.name}${args}`;
    if (!isCompositeType(named)) return `${head}${this.directive()}`;
    // What is asked twice under one name is one field, with the parts of both.
    const times = this.random.chance(0.15) ? 2 : 1;
    const parts = Array.from({ length: times }, () => `${head}${this.directive()} ${this.selection(named, depth + 1)}`);
    return parts.join(' ');
  }

  private fragment(member: GraphQLObjectType, depth: number): string {
    const selection = depth < deepest ? this.selection(member, depth + 1) : '{ __typename }';
    if (this.random.chance(0.3)) return this.spread(member, selection);
    return `... on ${member.name}${this.directive()} ${selection}`;
  }

  /** A part of an object's selection, inside a fragment that changes nothing. */
  private wrapped(type: GraphQLObjectType, part: string): string {
    if (this.random.chance(0.4)) return this.spread(type, `{ ${part} }`);
    return this.random.chance(0.5)
      ? `...${this.directive()} { ${part} }`
      : `... on ${type.name}${this.directive()} { ${part} }`;
  }

  private spread(type: GraphQLObjectType, selection: string): string {
    const name = `Fragment${this.fragments.length}`;
    this.fragments.push(`fragment ${name} on ${type.name} ${selection}`);
    // Sometimes spread twice: what is selected twice is one field.
    return this.random.chance(0.2) ? `...${name} ...${name}` : `...${name}${this.directive()}`;
  }

  private directive(): string {
    if (!this.random.chance(0.12)) return '';
    const value = this.random.chance(0.5);
    const condition = this.random.chance(0.3) ? String(value) : this.variable('Boolean!', value);
    return ` @${this.random.pick(['skip', 'include'])}(if: ${condition})`;
  }

  private argument({ name, type, defaultValue }: GraphQLArgument): string[] {
    const isNeeded = isNonNullType(type) && defaultValue === undefined;
    if (!isNeeded && !this.random.chance(0.2)) return [];
    const value = this.value(type, 0);
    if (value === undefined) return [];
    if (this.random.chance(0.5)) return [`${name}: ${this.variable(String(type), value)}`];
    return [`${name}: ${literalOf(value, type)}`];
  }

  private value(type: GraphQLInputType, depth: number): unknown {
    const nullable = getNullableType(type);
    if (isListType(nullable))
      return Array.from({ length: this.random.integer(3) }, () => this.value(nullable.ofType, depth));
    if (isInputObjectType(nullable)) {
      const fields = Object.values(nullable.getFields()).filter(
        (field) => isNonNullType(field.type) || (depth < 2 && this.random.chance(0.3)),
      );
      return Object.fromEntries(fields.map((field) => [field.name, this.value(field.type, depth + 1)]));
    }
    if (isEnumType(nullable)) return this.random.pick(nullable.getValues()).name;
    return scalarValues[nullable.name]?.(this.random);
  }

  private variable(type: string, value: unknown): string {
    const name = `v${this.definitions.length}`;
    const isDefault = type === 'Boolean!' && this.random.chance(0.2);
    this.definitions.push(isDefault ? `$${name}: Boolean! = ${String(value)}` : `$${name}: ${type}`);
    if (!isDefault) this.variables[name] = value;
    return `$${name}`;
  }

  private alias(): number {
    this.aliases += 1;
    return this.aliases;
  }
}

const scalarValues: Readonly<Record<string, (random: Random) => unknown>> = {
  ID: (random) => `${random.integer(12)}`,
  Int: (random) => 1 + random.integer(50),
  Float: (random) => random.integer(50) / 2,
  String: (random) => `text ${random.integer(9)}`,
  Boolean: (random) => random.chance(0.5),
  DateTime: (random) => `2026-0${1 + random.integer(9)}-01T00:00:00.000Z`,
  Date: (random) => `2026-0${1 + random.integer(9)}-01`,
  YearMonth: (random) => `2026-0${1 + random.integer(9)}`,
  Decimal: (random) => `${random.integer(100)}.50`,
};

function literalOf(value: unknown, type: GraphQLInputType): string {
  const nullable = getNullableType(type);
  if (Array.isArray(value))
    return `[${value.map((item) => literalOf(item, isListType(nullable) ? nullable.ofType : nullable)).join(', ')}]`;
  if (isInputObjectType(nullable)) {
    const fields = nullable.getFields();
    const parts = Object.entries(value as object).flatMap(([name, part]) => {
      const field = fields[name];
      return field === undefined ? [] : [`${name}: ${literalOf(part, field.type)}`];
    });
    return `{ ${parts.join(', ')} }`;
  }
  return isEnumType(nullable) ? String(value) : JSON.stringify(value);
}
