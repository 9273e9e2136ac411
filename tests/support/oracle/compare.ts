import {
  getOperationAST,
  getVariableValues,
  isNonNullType,
  parse,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type GraphQLFormattedError,
  type GraphQLSchema,
} from 'graphql';
import type { Path } from '../partial-answer.ts';
import type { RandomOperation } from './operations.ts';

/** An answer as a client gets it. */
export interface ComparedAnswer {
  readonly data: unknown;
  readonly errors: readonly GraphQLFormattedError[];
}

/** An answer as it should be. */
export interface RightAnswer extends ComparedAnswer {
  /** Errors of every field that failed, the ones among them that a null further up has covered too. */
  readonly raised: readonly GraphQLFormattedError[];
}

/** The first difference between an answer and the right one, in words; null where there is none. */
export function differenceOf(answer: ComparedAnswer, right: RightAnswer): string | null {
  const [mine, theirs] = [JSON.stringify(answer.data), JSON.stringify(right.data)];
  if (mine !== theirs) return firstDifference(answer.data, right.data, []) ?? 'the fields stand in another order';
  const missing = right.errors.filter((error) => !answer.errors.some((other) => tells(other, error, right.data)));
  if (missing.length > 0) return `nothing was told of ${missing.map(inWords).join(', ')}`;
  const possible = [...right.errors, ...right.raised];
  const invented = answer.errors.filter((error) => !possible.some((other) => tells(error, other, right.data)));
  return invented.length > 0 ? `expected no ${invented.map(inWords).join(', ')}` : null;
}

/**
 * Whether one error says what the other does: its code at its place. Where several fields of an object fail that may not be
 * null, the object is null and one error is enough: which of them is told is a matter of time (GraphQL specification 6.4.4).
 */
function tells(error: GraphQLFormattedError, other: GraphQLFormattedError, data: unknown): boolean {
  if (inWords(error) === inWords(other)) return true;
  const [one, another] = [error.path ?? [], other.path ?? []];
  // An error with a number speaks of that many others of its field.
  if (error.extensions?.['count'] !== undefined && error.extensions['code'] === other.extensions?.['code'])
    return fieldsOf(another) === fieldsOf(one);
  const lost = nullOn(data, one);
  return lost.length < one.length && lost.length < another.length && lost.join('.') === nullOn(data, another).join('.');
}

function fieldsOf(path: Path): string {
  return path.filter((step) => typeof step === 'string').join('.');
}

/** The way to a place, up to where the answer ends in a null. */
function nullOn(data: unknown, path: Path): Path {
  let value = data;
  for (const [index, step] of path.entries()) {
    if (typeof value !== 'object' || value === null) return path.slice(0, index);
    value = (value as Record<string | number, unknown>)[step];
  }
  return path;
}

function inWords({ path = [], extensions }: GraphQLFormattedError): string {
  return `${String(extensions?.['code'])} at ${path.join('.')}`;
}

function firstDifference(mine: unknown, theirs: unknown, path: Path): string | null {
  const isAlike = isObject(mine) && isObject(theirs) && Array.isArray(mine) === Array.isArray(theirs);
  if (!isAlike)
    return mine === theirs
      ? null
      : `at ${path.join('.')} found ${String(JSON.stringify(mine)).slice(0, 200)}; expected ${String(JSON.stringify(theirs)).slice(0, 200)}`;
  for (const key of new Set([...Object.keys(theirs), ...Object.keys(mine)])) {
    const difference = firstDifference(mine[key], theirs[key], [...path, key]);
    if (difference !== null) return difference;
  }
  return null;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** The names of variables whose null stands in a place that may not be null, wherever in the document. */
export function nullsOutOfPlace(schema: GraphQLSchema, { query, variables }: RandomOperation): ReadonlySet<string> {
  const document = parse(query);
  const definitions = getOperationAST(document)?.variableDefinitions ?? [];
  const { coerced = {} } = getVariableValues(schema, definitions, variables);
  const names = new Set<string>();
  const types = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(types, {
      Variable({ name }) {
        if (coerced[name.value] === null && isNonNullType(types.getInputType())) names.add(name.value);
      },
      VariableDefinition: () => false,
    }),
  );
  return names;
}

/** True for the answer to a request that was refused as a whole, and for one of these variables. */
export function isRefusedFor(names: ReadonlySet<string>, { data, errors }: ComparedAnswer): boolean {
  return (
    data === null &&
    errors.length > 0 &&
    errors.every(
      ({ path, message, extensions }) =>
        path === undefined &&
        extensions?.['code'] === 'BAD_USER_INPUT' &&
        [...names].some((name) => new RegExp(`\\$${name}\\b`).test(message)),
    )
  );
}
