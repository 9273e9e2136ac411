import type { GraphQLSchema } from 'graphql';
import { isDay } from '../../platform/calendar/instant.ts';
import { inputElementsOf, outputElementsOf, type SchemaElement } from './schema-elements.ts';

/** A deprecated element of a schema. */
export interface Deprecation {
  /** As the GraphQL specification writes it: `Goal.name`. */
  readonly coordinate: string;
  readonly reason: string;
  /** Days as ISO text. */
  readonly since: string;
  readonly removeOn: string;
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

/** Faults of a schema's deprecations, in words: clients are to know since when each is, and have half a year. */
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

function deprecationOf({ coordinate, deprecationReason }: SchemaElement): Deprecation | null {
  const { reason, since, removeOn } = dated.exec(deprecationReason ?? '')?.groups ?? {};
  return reason === undefined || since === undefined || removeOn === undefined
    ? null
    : { coordinate, reason, since, removeOn };
}

function elementsOf(schema: GraphQLSchema): SchemaElement[] {
  return Object.values(schema.getTypeMap()).flatMap((type) =>
    type.name.startsWith('__') ? [] : [...inputElementsOf(type), ...outputElementsOf(type)],
  );
}

function monthsAfter(day: string): string {
  const date = new Date(day);
  date.setUTCMonth(date.getUTCMonth() + noticeMonths);
  return date.toISOString().slice(0, 10);
}
