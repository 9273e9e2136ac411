/** A piece of a laid-out statement; keywords are told apart so that they can be set in weight. */
export interface SqlPiece {
  readonly kind: 'keyword' | 'text';
  readonly text: string;
}

/** Literals, quoted names and comments are taken whole, so that no keyword is seen in them. */
const TOKENS = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[^]*?\*\/|\s+|[A-Za-z_]\w*|[^]/g;

/** Keywords that begin a line of their own. */
const CLAUSES = new Set(
  'SELECT FROM WHERE GROUP ORDER HAVING LIMIT OFFSET UNION JOIN LEFT INNER CROSS VALUES SET RETURNING WITH FOR'.split(
    ' ',
  ),
);

/** Keywords that stay in their line. */
const WORDS = new Set(
  'AND OR NOT IN IS NULL ON AS BY ASC DESC DISTINCT LATERAL ANY ALL EXISTS BETWEEN LIKE ILIKE CASE WHEN THEN ELSE END OUTER INSERT INTO UPDATE DELETE CONFLICT DO NOTHING FILTER OVER PARTITION TRUE FALSE'.split(
    ' ',
  ),
);

/**
 * Lays a statement out for reading: one clause a line, indented by its parentheses. Only white space between tokens
 * changes; a statement that already has lines keeps them.
 */
export function layOutSql(statement: string): SqlPiece[] {
  const source = statement.trim();
  const hasLines = source.includes('\n');
  const pieces: SqlPiece[] = [];
  let depth = 0;
  let previous = '';
  for (const token of source.match(TOKENS) ?? []) {
    const word = token.toUpperCase();
    const isClause = CLAUSES.has(word);
    if (!hasLines && isClause && startsLine(previous, pieces)) breakLine(pieces, depth);
    if (token === '(') depth += 1;
    if (token === ')') depth -= 1;
    const blank = /^\s+$/.test(token);
    if (isClause || WORDS.has(word)) pieces.push({ kind: 'keyword', text: token });
    else pieces.push({ kind: 'text', text: blank && !hasLines ? ' ' : token });
    if (!blank) previous = word;
  }
  return pieces;
}

/** Words after which a clause's keyword goes on in the same line: LEFT JOIN, DELETE FROM, IS DISTINCT FROM. */
const CONTINUED = new Set(['LEFT', 'INNER', 'CROSS', 'OUTER', 'DELETE', 'DISTINCT']);

function startsLine(previous: string, pieces: readonly SqlPiece[]): boolean {
  return pieces.length > 0 && !CONTINUED.has(previous);
}

function breakLine(pieces: SqlPiece[], depth: number): void {
  if (pieces.at(-1)?.text === ' ') pieces.pop();
  pieces.push({ kind: 'text', text: `\n${'  '.repeat(Math.max(depth, 0))}` });
}
