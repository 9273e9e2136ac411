import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';

/** A piece of SQL with its parameters kept apart: values are sent beside the text, never spliced into it. */
export class Sql {
  readonly parts: readonly string[];
  readonly values: readonly unknown[];

  constructor(parts: readonly string[], values: readonly unknown[]) {
    this.parts = parts;
    this.values = values;
  }
}

/**
 * The project's one way to write SQL (docs/data-model.md#query-constraints). An inserted `Sql` nests; anything else becomes a
 * parameter.
 * @example sql`SELECT ref_id FROM goals WHERE tenant_id = ${tenantId}`
 */
export function sql(strings: TemplateStringsArray, ...inserts: readonly unknown[]): Sql {
  const parts: string[] = [strings[0] ?? ''];
  const values: unknown[] = [];
  inserts.forEach((insert, index) => {
    const following = strings[index + 1] ?? '';
    if (insert instanceof Sql) {
      parts[parts.length - 1] += insert.parts[0] ?? '';
      parts.push(...insert.parts.slice(1));
      parts[parts.length - 1] += following;
      values.push(...insert.values);
    } else {
      parts.push(following);
      values.push(insert);
    }
  });
  return new Sql(parts, values);
}

/** Text from code, such as a quoted name out of the table metadata. Refuses what could carry a caller's words. */
export function literal(text: string): Sql {
  if (text.includes('\0') || text.includes(';')) throw new Error(`not a piece of SQL: ${JSON.stringify(text)}`);
  return new Sql([text], []);
}

const identifiers = new Map<string, Sql>();

/** A quoted identifier: a name from code, such as the table metadata holds. */
export function identifier(name: string): Sql {
  let quoted = identifiers.get(name);
  if (quoted === undefined) identifiers.set(name, (quoted = literal(`"${name.replaceAll('"', '""')}"`)));
  return quoted;
}

/** Pieces with `separator` between them; an empty list is an empty piece. */
export function join(pieces: readonly Sql[], separator: string): Sql {
  const parts: string[] = [''];
  const values: unknown[] = [];
  pieces.forEach((piece, index) => {
    parts[parts.length - 1] += (index === 0 ? '' : separator) + (piece.parts[0] ?? '');
    parts.push(...piece.parts.slice(1));
    values.push(...piece.values);
  });
  return new Sql(parts, values);
}

/** A statement as PostgreSQL takes it; a `name` makes it prepared once a connection. */
export interface Statement {
  readonly name: string | undefined;
  readonly text: string;
  readonly values: readonly unknown[];
}

/**
 * Every prepared statement costs memory on each connection: of more texts than these, the ones that were not sent for the longest give
 * their names up. PgBouncer keeps as many (deploy/pgbouncer.ini).
 */
export const maximumPreparedTexts = 2_000;
const nameByText = new LRUCache<string, string>({ max: maximumPreparedTexts });
/** Texts that were sent once: only what comes again is worth a name, or free text would fill every connection with names. */
const sentOnce = new LRUCache<string, true>({ max: maximumPreparedTexts });

/**
 * Numbers the parameters and names a text that comes again, so that equal texts share one prepared statement. A list inserted twice is
 * one parameter: the probe of all tables sends its ids once.
 */
export function compile({ parts, values: inserted }: Sql): Statement {
  let text = parts[0] ?? '';
  const values: unknown[] = [];
  inserted.forEach((value, index) => {
    const known = typeof value === 'object' && value !== null ? values.indexOf(value) : -1;
    if (known === -1) values.push(value);
    text += `$${known === -1 ? values.length : known + 1}${parts[index + 1] ?? ''}`;
  });
  return { name: nameOf(text), text, values };
}

function nameOf(text: string): string | undefined {
  const known = nameByText.get(text);
  if (known !== undefined) return known;
  if (!sentOnce.delete(text)) {
    sentOnce.set(text, true);
    return undefined;
  }
  const name = createHash('sha256').update(text).digest('base64url').slice(0, 32);
  nameByText.set(text, name);
  return name;
}
