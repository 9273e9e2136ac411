import {
  doTypesOverlap,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  isUnionType,
  Kind,
  OverlappingFieldsCanBeMergedRule,
  parse,
  print,
  validate,
  type DocumentNode,
  type FieldNode,
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import { InputWriter, type KnownIds } from './inputs.ts';
import type { RandomOperation } from './operations.ts';
import type { Random } from './random.ts';
import { isRequired } from '../world.ts';

/** Objects within objects at most; a connection is two. */
const deepest = 8;
/** Fragments within fragments at most, of one object. */
const nestedMost = 3;

/**
 * A random query in which everything may stand that a client can send: named fragments shared between places and
 * fragments within fragments, on objects, interfaces and unions, each under conditions of its own; response names that are
 * other fields' names; fields that are selected twice; every kind of input (see InputWriter). It passes validation.
 */
export function anyOperation(schema: GraphQLSchema, random: Random, ids: KnownIds): RandomOperation {
  const writer = new AnyWriter(schema, random, ids);
  const document = parse(writer.write(), { noLocation: true });
  separate(schema, document);
  return { query: print(document), variables: writer.variables };
}

interface Fragment {
  readonly name: string;
  readonly on: GraphQLCompositeType;
  readonly text: string;
  /** Objects within objects. */
  readonly height: number;
}

/** A selection or a part of one, and how many objects deep it goes. */
interface Written {
  readonly text: string;
  readonly height: number;
}

/** The place of a selection. */
interface Spot {
  readonly type: GraphQLCompositeType;
  /** Objects around it. */
  readonly depth: number;
  /** Fragments around it, of the same object. */
  readonly nested: number;
  /** The type of the object that is found there, where an id has decided it. */
  readonly found: GraphQLObjectType | null;
}

class AnyWriter {
  private readonly schema: GraphQLSchema;
  private readonly random: Random;
  private readonly input: InputWriter;
  private readonly models: readonly string[];
  private readonly fragments: Fragment[] = [];
  private readonly composites: readonly GraphQLCompositeType[];
  private aliases = 0;
  private fieldsLeft: number;

  constructor(schema: GraphQLSchema, random: Random, ids: KnownIds) {
    this.schema = schema;
    this.random = random;
    this.input = new InputWriter(random, ids);
    this.models = [...ids].filter(([, known]) => known.length > 0).map(([model]) => model);
    this.composites = Object.values(schema.getTypeMap()).filter(
      (type): type is GraphQLCompositeType => isCompositeType(type) && !type.name.startsWith('__'),
    );
    this.fieldsLeft = 4 + random.integer(24);
  }

  get variables(): Readonly<Record<string, unknown>> {
    return this.input.variables;
  }

  write(): string {
    const root = this.schema.getQueryType();
    if (!isObjectType(root)) throw new Error('expected a query type');
    const { text } = this.selection({ type: root, depth: 0, nested: 0, found: null });
    const fragments = this.fragments.map(({ name, on, text: body }) => `fragment ${name} on ${on.name} ${body}`);
    return [`query ${this.input.declared} ${text}`, ...fragments].join('\n');
  }

  private selection(spot: Spot): Written {
    const parts = [...this.fields(spot), ...this.fragmentsIn(spot)];
    if (this.random.chance(0.2)) parts.push({ text: `${this.alias(spot.type, '__typename')}__typename`, height: 0 });
    if (spot.depth === 0 && this.random.chance(0.06)) parts.push(this.introspection());
    if (parts.length === 0) parts.push({ text: '__typename', height: 0 });
    if (this.random.chance(0.5)) parts.reverse();
    return {
      text: `{ ${parts.map(({ text }) => text).join(' ')} }`,
      height: Math.max(...parts.map(({ height }) => height)),
    };
  }

  private fields({ type, depth }: Spot): Written[] {
    const all = isUnionType(type) ? [] : Object.values(type.getFields());
    const mayGoDeeper = depth < deepest && this.fieldsLeft > 0;
    const open = all.filter((field) => mayGoDeeper || !isCompositeType(getNamedType(field.type)));
    const chosen = this.random.sample(open, isAbstractType(type) ? this.random.integer(3) : 1 + this.random.integer(4));
    // Connections would hide what they hold: their nodes are asked for as a rule.
    const held = open.filter(({ name }) => name === 'nodes' || name === 'node' || name === 'rows');
    const wanted = held.length > 0 && this.random.chance(0.8) ? [...new Set([...chosen, ...held])] : chosen;
    return wanted.flatMap((field) => this.field(type, field, depth));
  }

  private field(parent: GraphQLCompositeType, field: GraphQLField<unknown, unknown>, depth: number): Written[] {
    this.fieldsLeft -= 1;
    const type = getNamedType(field.type);
    const model = this.modelOf(field);
    const given = this.argumentsOf(field, model, depth);
    const head = `${this.alias(parent, field.name)}${field.name}${given.length === 0 ? '' : `(${given.join(', ')})`}`;
    const row = this.schema.getType(model);
    const found = isAbstractType(type) && isObjectType(row) && this.schema.isSubType(type, row) ? row : null;
    // What is asked twice under one name is one field, with the parts of both.
    return this.severalTimes((condition) => {
      if (!isCompositeType(type)) return { text: `${head}${condition}`, height: 0 };
      const { text, height } = this.selection({ type, depth: depth + 1, nested: 0, found });
      return { text: `${head}${condition} ${text}`, height: height + 1 };
    });
  }

  /** The type of rows that the ids in a field's arguments are of. */
  private modelOf({ type }: GraphQLField<unknown, unknown>): string {
    const answer = getNamedType(type).name;
    if (answer === 'Node' && this.models.length > 0) return this.random.pick(this.models);
    return answer.replace(/Connection$/, '');
  }

  private argumentsOf({ args }: GraphQLField<unknown, unknown>, model: string, depth: number): string[] {
    const isPage = args.some((argument) => argument.name === 'first');
    const chosen = args.filter((argument) => {
      if (isRequired(argument)) return true;
      // Lists within lists are kept short.
      if (argument.name === 'first') return depth > 0 || this.random.chance(0.8);
      if (isPage && /^(last|after|before)$/.test(argument.name)) return this.random.chance(0.04);
      return this.random.chance(0.3);
    });
    return chosen.map((argument) => `${argument.name}: ${this.argument(argument, model, depth)}`);
  }

  private argument({ name, type, defaultValue }: GraphQLArgument, model: string, depth: number): string {
    if (name === 'first' && depth > 1) return String(1 + this.random.integer(3));
    return this.input.value({ type, name, model, hasDefault: defaultValue !== undefined });
  }

  private fragmentsIn(spot: Spot): Written[] {
    const { type, depth, nested, found } = spot;
    if (nested >= nestedMost) return [];
    const count = isAbstractType(type) ? 1 + this.random.integer(3) : this.random.chance(0.3) ? 1 : 0;
    return Array.from({ length: nested > 0 ? Math.min(count, 1) : count }).flatMap((): Written[] => {
      if (this.random.chance(0.15)) return this.inline(null, spot);
      const shared = this.fragments.filter(
        ({ on, height }) => doTypesOverlap(this.schema, on, found ?? type) && depth + height <= deepest,
      );
      if (shared.length > 0 && this.random.chance(0.5)) return this.spread(this.random.pick(shared));
      const on = this.random.pick(this.fittingTypes(spot));
      return this.random.chance(0.5) ? this.inline(on, spot) : this.named(on, spot);
    });
  }

  /** Types that a fragment may be on, those that say more than the place itself does more often than not. */
  private fittingTypes({ type, found }: Spot): readonly GraphQLCompositeType[] {
    if (found !== null && this.random.chance(0.6)) return [found];
    const fitting = this.composites.filter((other) => doTypesOverlap(this.schema, other, type));
    const objects = fitting.filter(isObjectType);
    if (isAbstractType(type)) return this.random.chance(0.75) ? objects : fitting;
    return this.random.chance(0.5) ? [type] : fitting.filter((other) => other === type || isInterfaceType(other));
  }

  private inline(on: GraphQLCompositeType | null, spot: Spot): Written[] {
    const { text, height } = this.selection(this.inside(on ?? spot.type, spot));
    return [{ text: `...${on === null ? '' : ` on ${on.name}`}${this.maybeCondition(0.12)} ${text}`, height }];
  }

  private inside(type: GraphQLCompositeType, { depth, nested, found }: Spot): Spot {
    const mayHold = found !== null && isAbstractType(type) && this.schema.isSubType(type, found);
    return { type, depth, nested: nested + 1, found: mayHold ? found : null };
  }

  /** A new fragment is known to others once it is written, so that none holds itself. */
  private named(on: GraphQLCompositeType, spot: Spot): Written[] {
    const { text, height } = this.selection(this.inside(on, spot));
    const fragment = { name: `F${this.fragments.length}`, on, text, height };
    this.fragments.push(fragment);
    return this.spread(fragment);
  }

  private spread({ name, height }: Fragment): Written[] {
    return this.severalTimes((condition) => ({ text: `...${name}${condition}`, height }));
  }

  /** The same once as a rule, and sometimes twice, under conditions that decide which of them counts. */
  private severalTimes(write: (condition: string) => Written): Written[] {
    const isTwice = this.random.chance(0.15);
    return Array.from({ length: isTwice ? 2 : 1 }, () => write(this.maybeCondition(isTwice ? 0.5 : 0.12)));
  }

  /** What everybody is told of the schema, whatever their rights. */
  private introspection(): Written {
    const [field, selection] = this.random.pick([
      ['__schema', '{ queryType { name kind } }'],
      ['__schema', '{ directives(includeDeprecated: true) { name isDeprecated } }'],
      ['__type(name: "Query")', '{ name isOneOf ofType { name } }'],
    ]);
    const text = `schema: ${field}${this.maybeCondition(0.12)} ${selection}`;
    return { text: this.random.chance(0.5) ? text : `...${this.maybeCondition(0.12)} { ${text} }`, height: 0 };
  }

  private maybeCondition(probability: number): string {
    return this.random.chance(probability) ? ` ${this.input.condition()}` : '';
  }

  /** None, one of its own, or one that is the name of a key or of a neighbour. */
  private alias(parent: GraphQLCompositeType, field: string): string {
    if (this.random.chance(0.6)) return '';
    this.aliases += 1;
    if (this.random.chance(0.5)) return `a${this.aliases}: `;
    const neighbours = isUnionType(parent) ? [] : Object.keys(parent.getFields());
    const name = this.random.pick(['id', '__typename', 'label', 'name', 'nodes', 'constructor', ...neighbours]);
    return name === field ? '' : `${name}: `;
  }
}

/** Gives fields that cannot stand under one response name names of their own. */
function separate(schema: GraphQLSchema, document: DocumentNode): void {
  let given = 0;
  for (;;) {
    const conflicts = validate(schema, document, [OverlappingFieldsCanBeMergedRule]);
    if (conflicts.length === 0) return;
    // One may be told several times, and the last field of each is enough.
    for (const node of new Set(conflicts.map(({ nodes }) => nodes?.at(-1)))) {
      if (node?.kind !== Kind.FIELD) throw new Error('expected a conflict to name its fields');
      const alias: FieldNode['alias'] = { kind: Kind.NAME, value: `other${given}` };
      Object.assign(node, { alias });
      given += 1;
    }
  }
}
