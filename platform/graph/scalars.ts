import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { GraphQLJSON } from 'graphql-scalars';
import { isDay, parseInstant } from '../calendar/instant.ts';

/** A scalar whose values are text inside too: read by `parse`, printed as it is. */
function textScalar(name: string, parse: (text: string) => string): GraphQLScalarType<string, string> {
  const read = (value: unknown): string => {
    if (typeof value !== 'string') throw new GraphQLError(`${name} is written as a string`);
    return parse(value);
  };
  return new GraphQLScalarType({
    name,
    serialize: (value) => String(value),
    parseValue: read,
    parseLiteral: (node: ValueNode) => read(node.kind === Kind.STRING ? node.value : null),
  });
}

function refusal(name: string, text: string, expected: string): GraphQLError {
  return new GraphQLError(`${name} is ${JSON.stringify(text)}; expected ${expected}`);
}

/**
 * RFC 3339 instants; inside as ISO text in UTC with milliseconds, as the pool reads them. What the gateway has read is read
 * again by the subgraph that it is passed on to, and stays the same.
 */
const DateTime = textScalar('DateTime', (text) => {
  const instant = parseInstant(text);
  if (instant !== null) return instant;
  throw refusal(
    'DateTime',
    text,
    'an instant in RFC 3339 such as "2026-04-01T09:30:00Z", from 0001-01-01T00:00:00Z to 9999-12-31T23:59:59.999Z',
  );
});

/** Days, as `YYYY-MM-DD`. */
const Day = textScalar('Date', (text) => {
  if (!isDay(text)) throw refusal('Date', text, 'a day such as "2026-04-30"');
  return text;
});

const decimalShape = /^-?\d{1,20}(\.\d{1,12})?$/;

/** Numbers that no float may touch: money, rates, sums (docs/api-contract.md#116-time-and-money). */
const Decimal = textScalar('Decimal', (text) => {
  if (!decimalShape.test(text)) throw refusal('Decimal', text, 'digits such as "1250.50"');
  return text;
});

/** Months, as `2026-04`. */
const YearMonth = textScalar('YearMonth', (text) => {
  if (!isDay(`${text}-01`)) throw refusal('YearMonth', text, 'a month such as "2026-04"');
  return text;
});

/** Web addresses of the two protocols that a browser may follow from us: never `javascript:` or `ftp:`. */
const URL = textScalar('URL', (text) => {
  const isAddress = globalThis.URL.canParse(text) && /^https?:$/.test(new globalThis.URL(text).protocol);
  if (!isAddress) throw refusal('URL', text, 'one that begins with http: or https:');
  return text;
});

/** The scalars of the graph by name. */
export const scalars: Readonly<Record<string, GraphQLScalarType>> = {
  DateTime,
  Date: Day,
  Decimal,
  YearMonth,
  URL,
  JSON: GraphQLJSON,
};
