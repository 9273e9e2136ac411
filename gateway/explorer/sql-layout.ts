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
 * changes; a statement that already has lines keeps them, without the indentation that they all have after the first.
 */
export function layOutSql(statement: string): SqlPiece[] {
  const trimmed = statement.trim();
  const hasLines = trimmed.includes('\n');
  const source = hasLines ? dedented(trimmed) : trimmed;
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

/** A literal or comment of several lines keeps them as they are, and with it the whole statement. */
function dedented(statement: string): string {
  if ((statement.match(TOKENS) ?? []).some((token) => token.includes('\n') && token.trim() !== '')) return statement;
  const [first = '', ...lines] = statement.split('\n');
  const depths = lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/));
  const least = Math.min(...depths);
  return [first, ...lines.map((line) => line.slice(least))].join('\n');
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
