/**
 * An exception from a lint rule names the rule and gives its reason on its line:
 * `// eslint-disable-next-line no-console -- the only way out before the logger stands`.
 */

const DIRECTIVE = /^\s*eslint(?:-disable(?:-next-line|-line)?)?(?=\s|$)/;
const REASON = /\s-{2,}\s+\S/;

/** @type {import('eslint').Rule.RuleModule} */
export const requireDisableReason = {
  meta: {
    type: 'suggestion',
    docs: { description: 'Every lint exception names its rule and its reason' },
    schema: [],
    messages: {
      reason: 'Lint exception without a reason: expected `{{directive}} <rule> -- <reason>`.',
      rule: 'Lint exception from every rule: expected `{{directive}} <rule> -- <reason>`.',
    },
  },
  create(context) {
    return {
      Program() {
        for (const comment of context.sourceCode.getAllComments()) {
          const directive = DIRECTIVE.exec(comment.value)?.[0];
          if (directive === undefined || comment.loc === null || comment.loc === undefined) continue;
          const [rules = ''] = comment.value.slice(directive.length).split(/\s-{2,}\s/);
          const messageId = rules.trim() === '' ? 'rule' : REASON.test(comment.value) ? undefined : 'reason';
          if (messageId === undefined) continue;
          // Column -1 lies before the comment: told there, the exception cannot silence what is said about it.
          const { line } = comment.loc.start;
          context.report({ loc: { line, column: -1 }, messageId, data: { directive: directive.trim() } });
        }
      },
    };
  },
};
