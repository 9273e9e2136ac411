import {
  astFromValue,
  getNullableType,
  GraphQLBoolean,
  GraphQLNonNull,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  print,
  type GraphQLInputType,
} from 'graphql';
import type { Random } from './random.ts';

/** Ids that exist: model → ULIDs. */
export type KnownIds = ReadonlyMap<string, readonly string[]>;

/** A place where a value is wanted. */
export interface InputPlace {
  readonly type: GraphQLInputType;
  /** True where the place has a default of its own, so that a nullable variable may stand in a non-null one. */
  readonly hasDefault: boolean;
  /** Of the argument or input field. */
  readonly name: string;
  /** The type of rows whose ids belong here; null where nothing says so. */
  readonly model: string | null;
}

interface Declaration {
  readonly name: string;
  readonly type: string;
  /** Its default as text; null where it has none. */
  readonly otherwise: string | null;
}

const condition: InputPlace = {
  type: new GraphQLNonNull(GraphQLBoolean),
  hasDefault: false,
  name: 'if',
  model: null,
};

/**
 * The input of one operation, at random: literals with variables inside, explicit nulls, single values for lists, and
 * variables of every kind: nullable or not, with a default or without, given, null or left out.
 */
export class InputWriter {
  /** Values of the variables that are given. */
  readonly variables: Record<string, unknown> = {};
  private readonly random: Random;
  private readonly ids: KnownIds;
  private readonly declarations: Declaration[] = [];

  constructor(random: Random, ids: KnownIds) {
    this.random = random;
    this.ids = ids;
  }

  /** `($v0: Int = 5, $v1: Boolean!)`; nothing where no variable is used. */
  get declared(): string {
    if (this.declarations.length === 0) return '';
    const texts = this.declarations.map(
      ({ name, type, otherwise }) => `$${name}: ${type}${otherwise === null ? '' : ` = ${otherwise}`}`,
    );
    return `(${texts.join(', ')})`;
  }

  /** `@skip` or `@include`, or both. */
  condition(): string {
    const names = this.random.pick([['skip'], ['include'], ['include'], ['skip', 'include'], ['include', 'skip']]);
    return names.map((name) => `@${name}(if: ${this.decision(name === 'include')})`).join(' ');
  }

  /** A value for the place, as text. */
  value(place: InputPlace): string {
    if (this.random.chance(0.3)) return this.variable(place);
    const type = getNullableType(place.type);
    if (place.type === type && this.random.chance(0.06)) return 'null';
    if (isListType(type)) {
      const item = { ...place, type: type.ofType, hasDefault: false };
      // A variable stands for a whole list only, so that a single value is written out.
      if (this.random.chance(0.3)) return this.constant(this.present(item), type.ofType);
      return `[${Array.from({ length: this.random.integer(4) }, () => this.value(item)).join(', ')}]`;
    }
    if (!isInputObjectType(type)) return this.constant(this.present(place), type);
    const parts = this.placesIn(place).map((field) => `${field.name}: ${this.value(field)}`);
    return `{${parts.join(', ')}}`;
  }

  private decision(wanted: boolean): string {
    // What is there more often than not tells more.
    if (this.random.chance(0.4)) return String(this.random.chance(0.7) === wanted);
    return this.variable(condition);
  }

  private variable(place: InputPlace): string {
    const fitting = this.declarations.filter((declaration) => fits(declaration, place));
    if (fitting.length > 0 && this.random.chance(0.5)) return `$${this.random.pick(fitting).name}`;
    const name = `v${this.declarations.length}`;
    const nullable = getNullableType(place.type);
    const isStrict = place.type !== nullable;
    const hasDefault = this.random.chance(0.4);
    const mayBeNullable = !isStrict || hasDefault || place.hasDefault;
    const type = mayBeNullable && this.random.chance(0.65) ? nullable : new GraphQLNonNull(nullable);
    this.declarations.push({
      name,
      type: String(type),
      otherwise: hasDefault ? this.constant(this.present(place), nullable) : null,
    });
    const mayBeLeftOut = hasDefault || !isNonNullType(type);
    if (mayBeLeftOut && this.random.chance(0.5)) return `$${name}`;
    // A null for a non-null place is refused as a whole, and then nothing else of the operation is seen.
    const mayBeNull = !isNonNullType(type) && this.random.chance(isStrict ? 0.04 : 0.3);
    this.variables[name] = mayBeNull ? null : this.present(place);
    return `$${name}`;
  }

  private constant(value: unknown, type: GraphQLInputType): string {
    const node = astFromValue(value, type);
    if (!node) throw new Error(`expected a value of ${String(type)}, found ${JSON.stringify(value)}`);
    return print(node);
  }

  /** The fields to give of an input object. */
  private placesIn(place: InputPlace): InputPlace[] {
    const type = getNullableType(place.type);
    if (!isInputObjectType(type)) return [];
    return Object.values(type.getFields())
      .filter((field) =>
        isNonNullType(field.type) && field.defaultValue === undefined ? true : this.random.chance(0.25),
      )
      .map((field) => ({
        type: field.type,
        hasDefault: field.defaultValue !== undefined,
        name: field.name,
        model: modelIn(field.name) ?? place.model,
      }));
  }

  /** A value that is not null. */
  private present(place: InputPlace): unknown {
    return this.json({ ...place, type: new GraphQLNonNull(getNullableType(place.type)) });
  }

  /** A value as a client sends it in JSON. */
  private json(place: InputPlace): unknown {
    const type = getNullableType(place.type);
    if (place.type === type && this.random.chance(0.04)) return null;
    if (isListType(type)) {
      const item = { ...place, type: type.ofType };
      if (this.random.chance(0.3)) return this.present(item);
      return Array.from({ length: this.random.integer(4) }, () => this.json(item));
    }
    if (isInputObjectType(type))
      return Object.fromEntries(this.placesIn(place).map((field) => [field.name, this.json(field)]));
    if (isEnumType(type)) return this.random.pick(type.getValues()).name;
    return this.scalar(type.name, place);
  }

  private scalar(type: string, { name, model }: InputPlace): unknown {
    const { random } = this;
    const day = `2026-0${3 + random.integer(4)}-${random.pick(['01', '10', '17', '28'])}`;
    switch (type) {
      case 'ID':
        return this.id(model);
      case 'Boolean':
        return random.chance(0.5);
      case 'Int':
        return random.chance(0.02) ? random.pick([0, -1, 101]) : 1 + random.integer(name === 'limit' ? 50 : 4);
      case 'Date':
        return day;
      case 'YearMonth':
        return day.slice(0, 7);
      case 'DateTime':
        return `${day}T${random.pick(['00:00:00Z', '09:30:00.000Z', '09:30:00+05:30', '12:00:00.1619Z'])}`;
      case 'Decimal':
        return `${random.integer(100)}.50`;
      case 'String':
        if (name === 'after' || name === 'before') return this.id(model); // a cursor of a list that stands in the order of ids
        return random.pick(name === 'slug' ? slugs : words);
      default:
        throw new Error(`expected a scalar that clients send, found ${type} for "${name}"`);
    }
  }

  private id(model: string | null): string {
    const known = (model === null ? undefined : this.ids.get(model)) ?? [];
    const pool = known.length > 0 && this.random.chance(0.85) ? known : [...this.ids.values()].flat();
    const id = this.random.pick(pool);
    const spelled = [id, id, id, id, id, id.toLowerCase(), '01JZX3V6E8Q4T5Y7W9A1C2D3F4'];
    return this.random.chance(0.02) ? 'no id' : this.random.pick(spelled);
  }
}

const slugs = ['acme-corp', 'northwind-traders', 'nobody'];
const words = ['copywriter', 'BlogPost', 'Strategy', 'USD', 'a', ''];

/** Whether a variable of the declaration may stand at the place (GraphQL specification, IsVariableUsageAllowed). */
function fits({ type, otherwise }: Declaration, place: InputPlace): boolean {
  const nullable = String(getNullableType(place.type));
  if (type === `${nullable}!`) return true;
  return type === nullable && (!isNonNullType(place.type) || otherwise !== null || place.hasDefault);
}

/** `goalId` names goals. */
function modelIn(name: string): string | null {
  const [, model] = /^(\w+)Id$/.exec(name) ?? [];
  return model === undefined ? null : model.charAt(0).toUpperCase() + model.slice(1);
}
