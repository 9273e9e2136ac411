import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { GraphQLDate, GraphQLDateTime, GraphQLJSON, GraphQLURL } from 'graphql-scalars';

/** A scalar whose values are text inside too: read by `parse`, printed as it is. */
function textScalar(name: string, parse: (text: string) => string): GraphQLScalarType<string, string> {
  const read = (value: unknown): string => {
    if (typeof value !== 'string') throw new GraphQLError(`${name} is written as a string; found ${describe(value)}`);
    return parse(value);
  };
  return new GraphQLScalarType({
    name,
    serialize: (value) => String(value),
    parseValue: read,
    parseLiteral: (node: ValueNode) => read(node.kind === Kind.STRING ? node.value : node.kind),
  });
}

function describe(value: unknown): string {
  return value === null ? 'null' : typeof value;
}

/** RFC 3339 instants; inside as ISO text in UTC with milliseconds, as the pool reads them (contract 1.1.6). */
const DateTime = textScalar('DateTime', (text) => {
  const parsed: unknown = GraphQLDateTime.parseValue(text);
  return parsed instanceof Date ? parsed.toISOString() : text;
});

/** Days, as `YYYY-MM-DD`. */
const Day = textScalar('Date', (text) => {
  GraphQLDate.parseValue(text);
  return text;
});

const decimalShape = /^-?\d{1,20}(\.\d{1,12})?$/;

/** Numbers that no float may touch: money, rates, sums (contract 1.1.6). */
const Decimal = textScalar('Decimal', (text) => {
  if (!decimalShape.test(text))
    throw new GraphQLError(`Decimal is ${JSON.stringify(text)}; expected digits such as "1250.50"`);
  return text;
});

/** Months, as `2026-04`. */
const YearMonth = textScalar('YearMonth', (text) => {
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(text))
    throw new GraphQLError(`YearMonth is ${JSON.stringify(text)}; expected one such as "2026-04"`);
  return text;
});

/** Web addresses: graphql-scalars would let `javascript:` and `ftp:` pass. */
const URL = textScalar('URL', (text) => {
  const url: unknown = GraphQLURL.parseValue(text);
  if (!(url instanceof globalThis.URL) || !['http:', 'https:'].includes(url.protocol)) {
    throw new GraphQLError(`URL is ${JSON.stringify(text)}; expected one that begins with http: or https:`);
  }
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
