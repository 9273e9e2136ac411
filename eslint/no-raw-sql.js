import { literalText, memberName, propertyNamed } from './literal-text.js';

/**
 * SQL reaches the database through a tagged template only, whose values are parameters and never text
 * (docs/data-model.md#query-constraints, docs/api-contract.md#i-27): the project's own tag, Prisma.sql, $queryRaw and
 * $executeRaw.
 *
 * Text is taken for SQL when it begins with a statement's keyword in capitals, or, handed to `.query()`, in any case.
 * A tag counts only when it is imported from one of the `modules`: a tag defined on the spot could splice.
 */

const KEYWORDS =
  'SELECT|INSERT|UPDATE|DELETE|MERGE|WITH|TRUNCATE|ALTER|CREATE|DROP|GRANT|REVOKE|COPY|CALL|DO|SET|RESET|EXPLAIN|LOCK';
const LEADING_COMMENTS = String.raw`(?:\s|--[^\n]*\n|/\*[^]*?\*/)*`;
const STATEMENT = new RegExp(`^${LEADING_COMMENTS}(?:${KEYWORDS})\\s`);
/** What follows `.query(`, where words that also stand alone are statements for sure. */
const QUERIED = new RegExp(
  `^${LEADING_COMMENTS}(?:(?:${KEYWORDS})\\s|(?:BEGIN|COMMIT|ROLLBACK|SAVEPOINT|NOTIFY)\\b)`,
  'i',
);

const UNSAFE = new Set(['$queryRawUnsafe', '$executeRawUnsafe']);
const PRISMA_TAGS = new Set(['$queryRaw', '$executeRaw']);

/**
 * The leftmost string or template of a concatenation; the node itself where nothing is joined.
 *
 * @param {import('estree').Node} node
 * @returns {import('estree').Node}
 */
function beginning(node) {
  return node.type === 'BinaryExpression' && node.operator === '+' ? beginning(node.left) : node;
}

/** @param {import('estree').Node} node */
function isOfPrisma(node) {
  return node.type === 'MemberExpression' && node.object.type === 'Identifier' && node.object.name === 'Prisma';
}

/**
 * The text handed to a driver: the call's first argument, or the `text` of pg's `{ text, values }`.
 *
 * @param {import('estree').CallExpression} call
 * @returns {import('estree').Node | undefined}
 */
function statementOf(call) {
  const [argument] = call.arguments;
  return argument?.type === 'ObjectExpression' ? propertyNamed(argument, 'text')?.value : argument;
}

/** @type {import('eslint').Rule.RuleModule} */
export const noRawSql = {
  meta: {
    type: 'problem',
    docs: {
      description:
        'SQL only in tagged templates, which send values as parameters (docs/data-model.md#query-constraints)',
    },
    schema: [
      {
        type: 'object',
        properties: {
          tags: { type: 'array', items: { type: 'string' } },
          modules: { type: 'array', items: { type: 'string' } },
        },
        additionalProperties: false,
      },
    ],
    defaultOptions: [{ tags: ['sql'], modules: ['/sql.ts'] }],
    messages: {
      unsafe: '{{name}} splices values into SQL: expected the tagged template {{tags}}, $queryRaw or $executeRaw.',
      text: 'SQL in a plain string: expected the tagged template {{tags}}, which sends values as parameters.',
      tag: 'SQL in the tag {{name}}: expected {{tags}} imported from a module that ends in {{modules}}.',
    },
  },
  create(context) {
    const { sourceCode } = context;
    /** @type {{ tags: string[], modules: string[] }} */
    const { tags, modules } = context.options[0];
    const data = { tags: tags.map((tag) => `${tag}\`…\``).join(' or '), modules: modules.join(' or ') };

    /** @type {Set<import('estree').Node>} a query's text in small letters is found by its call, so it is told once */
    const told = new Set();

    /** @param {import('estree').Identifier} tag */
    function isImportedTag(tag) {
      if (!tags.includes(tag.name)) return false;
      for (let scope = sourceCode.getScope(tag); ; scope = scope.upper) {
        const variable = scope.set.get(tag.name);
        if (variable !== undefined)
          return variable.defs.some(
            ({ parent }) =>
              parent?.type === 'ImportDeclaration' && modules.some((end) => String(parent.source.value).endsWith(end)),
          );
        if (scope.upper === null) return false;
      }
    }

    /** @param {import('estree').Expression} tag */
    function isSafeTag(tag) {
      if (tag.type === 'Identifier') return isImportedTag(tag);
      const name = memberName(tag) ?? '';
      return PRISMA_TAGS.has(name) || (name === 'sql' && isOfPrisma(tag));
    }

    /** @param {import('estree').Node} node @param {RegExp} statement */
    function check(node, statement) {
      const text = literalText(node);
      if (text === undefined || told.has(node) || !statement.test(text)) return;
      const { parent } = /** @type {import('eslint').Rule.Node} */ (node);
      if (parent.type === 'TaggedTemplateExpression') {
        if (isSafeTag(parent.tag)) return;
        context.report({ node, messageId: 'tag', data: { ...data, name: sourceCode.getText(parent.tag) } });
      } else {
        context.report({ node, messageId: 'text', data });
      }
      told.add(node);
    }

    return {
      Identifier(node) {
        if (UNSAFE.has(node.name)) context.report({ node, messageId: 'unsafe', data: { ...data, name: node.name } });
      },
      MemberExpression(node) {
        const name = memberName(node) ?? '';
        if ((node.computed && UNSAFE.has(name)) || (name === 'raw' && isOfPrisma(node)))
          context.report({ node, messageId: 'unsafe', data: { ...data, name } });
      },
      CallExpression(node) {
        const statement = memberName(node.callee) === 'query' ? statementOf(node) : undefined;
        if (statement !== undefined) check(beginning(statement), QUERIED);
      },
      // A literal type names a value, it sends none.
      ':not(TSLiteralType) > :matches(Literal, TemplateLiteral)': (/** @type {import('estree').Node} */ node) =>
        check(node, STATEMENT),
    };
  },
};
