import {
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';

/** A deprecated element of a schema. */
export interface Deprecation {
  /** As the GraphQL specification writes it: `Goal.name`, `Query.goals(first:)`, `GoalFilter.state`, `GoalState.LOST`. */
  readonly coordinate: string;
  readonly reason: string;
  /** Days as ISO text. */
  readonly since: string;
  readonly removeOn: string;
}

interface Element {
  readonly coordinate: string;
  readonly deprecationReason?: string | null | undefined;
}

const dated = /^(?<reason>.*\S)\s+Since (?<since>\d{4}-\d\d-\d\d), removed on (?<removeOn>\d{4}-\d\d-\d\d)\.$/s;
const noticeMonths = 6;

const known = new WeakMap<GraphQLSchema, readonly Deprecation[]>();

/** The deprecated elements of a schema that say since when, in its order; found once. */
export function deprecationsOf(schema: GraphQLSchema): readonly Deprecation[] {
  let deprecations = known.get(schema);
  if (deprecations === undefined) {
    deprecations = elementsOf(schema).flatMap((element) => deprecationOf(element) ?? []);
    known.set(schema, deprecations);
  }
  return deprecations;
}

/** What is wrong with how a schema deprecates: clients are to know since when, and have half a year. */
export function deprecationProblems(schema: GraphQLSchema): string[] {
  return elementsOf(schema).flatMap((element) => {
    if (typeof element.deprecationReason !== 'string') return [];
    const { since = '', removeOn = '' } = deprecationOf(element) ?? {};
    if (isDay(since) && isDay(removeOn) && removeOn >= monthsAfter(since)) return [];
    return [
      `${element.coordinate} is deprecated with "${element.deprecationReason}", expected what to use in its place and "Since 2026-04-01, removed on 2026-10-01.", ${noticeMonths} months later at the earliest`,
    ];
  });
}

function deprecationOf({ coordinate, deprecationReason }: Element): Deprecation | null {
  const { reason, since, removeOn } = dated.exec(deprecationReason ?? '')?.groups ?? {};
  return reason === undefined || since === undefined || removeOn === undefined
    ? null
    : { coordinate, reason, since, removeOn };
}

function elementsOf(schema: GraphQLSchema): Element[] {
  return Object.values(schema.getTypeMap()).flatMap((type) => (type.name.startsWith('__') ? [] : partsOf(type)));
}

function partsOf(type: GraphQLNamedType): Element[] {
  const place = (name: string): string => `${type.name}.${name}`;
  if (isEnumType(type))
    return type.getValues().map(({ name, deprecationReason }) => ({ coordinate: place(name), deprecationReason }));
  if (isInputObjectType(type))
    return Object.values(type.getFields()).map(({ name, deprecationReason }) => ({
      coordinate: place(name),
      deprecationReason,
    }));
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  return Object.values(type.getFields()).flatMap(({ name: field, deprecationReason, args }) => [
    { coordinate: place(field), deprecationReason },
    ...args.map(({ name, deprecationReason }) => ({ coordinate: `${place(field)}(${name}:)`, deprecationReason })),
  ]);
}

function isDay(text: string): boolean {
  const time = Date.parse(text);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

function monthsAfter(day: string): string {
  const date = new Date(day);
  date.setUTCMonth(date.getUTCMonth() + noticeMonths);
  return date.toISOString().slice(0, 10);
}
