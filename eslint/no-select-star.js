import { literalText, memberName, propertyNamed } from './literal-text.js';

/**
 * Every read names its columns (docs/data-model.md#query-constraints), in SQL text and in Prisma's calls: a column added later
 * must not travel unasked, least of all an encrypted one. A Prisma call whose argument is not written out at the call is not
 * judged; `{ calls: false }` judges no call, for tests that compare whole rows.
 */

const COMMENTS = /--[^\n]*|\/\*[^]*?\*\//g;
const LIST = /\b(?:SELECT|RETURNING)\s/i;
const STAR = /\b(?:SELECT|RETURNING)\s+(?:ALL\s+|DISTINCT\s+(?:ON\s*\([^)]*\)\s*)?)?\*/i;
/** `t.*` and `, *` further down a list; `count(t.*)` and `a * b` are no lists of columns. */
const STAR_LATER = /(?:^|[\s,])(?:[\w"]+\.)+\*|,\s*\*(?=\s|$)/;

const READS = new Set(['findMany', 'findFirst', 'findFirstOrThrow', 'findUnique', 'findUniqueOrThrow']);
/** Writes that answer with the row, and the argument that tells them from other methods of that name. */
const WRITES = new Map([
  ['create', 'data'],
  ['createManyAndReturn', 'data'],
  ['update', 'data'],
  ['updateManyAndReturn', 'data'],
  ['upsert', 'update'],
  ['delete', 'where'],
]);

/** @param {string} text */
function readsEveryColumn(text) {
  const sql = text.replaceAll(COMMENTS, ' ');
  return LIST.test(sql) && (STAR.test(sql) || STAR_LATER.test(sql));
}

/**
 * Whether a call of that name with these arguments answers with all columns of a row, as far as the call itself shows.
 *
 * @param {string} method
 * @param {import('estree').CallExpression['arguments']} args
 */
function answersWholeRow(method, [argument]) {
  if (argument === undefined) return READS.has(method);
  if (argument.type !== 'ObjectExpression') return false;
  if (argument.properties.some(({ type }) => type === 'SpreadElement')) return false;
  if (propertyNamed(argument, 'select') !== undefined) return false;
  const mark = WRITES.get(method);
  return READS.has(method) || (mark !== undefined && propertyNamed(argument, mark) !== undefined);
}

/** @type {import('eslint').Rule.RuleModule} */
export const noSelectStar = {
  meta: {
    type: 'problem',
    docs: { description: 'Every read names its columns (docs/data-model.md#query-constraints)' },
    schema: [{ type: 'object', properties: { calls: { type: 'boolean' } }, additionalProperties: false }],
    defaultOptions: [{ calls: true }],
    messages: {
      star: 'SQL that reads every column: expected the columns by name.',
      select: '{{method}}() without `select` reads every column: expected `select` with the columns by name.',
    },
  },
  create(context) {
    /** @type {{ calls: boolean }} */
    const { calls } = context.options[0];
    return {
      ':matches(Literal, TemplateLiteral)'(/** @type {import('estree').Node} */ node) {
        if (readsEveryColumn(literalText(node) ?? '')) context.report({ node, messageId: 'star' });
      },
      CallExpression(node) {
        const method = memberName(node.callee);
        if (calls && method !== undefined && answersWholeRow(method, node.arguments))
          context.report({ node, messageId: 'select', data: { method } });
      },
    };
  },
};
