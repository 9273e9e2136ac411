/**
 * A cast overrules the compiler, so it says why: in a comment on its line or on the line above. `as const` and
 * `satisfies` overrule nothing.
 */

/** @type {import('eslint').Rule.RuleModule} */
export const requireCastReason = {
  meta: {
    type: 'suggestion',
    docs: { description: 'Every cast says in a comment on its line, or on the one above, why it holds' },
    schema: [],
    messages: { reason: 'Cast without a reason: expected a comment on this line, or on the one above, why it holds.' },
  },
  create(context) {
    const { sourceCode } = context;
    /** @type {Set<number>} */
    const explained = new Set();
    for (const { loc } of sourceCode.getAllComments()) {
      if (loc === null || loc === undefined) continue;
      for (let line = loc.start.line; line <= loc.end.line + 1; line += 1) explained.add(line);
    }

    /** @param {any} cast estree has no name for this node of TypeScript's tree */
    function check(cast) {
      const isConst = cast.typeAnnotation.type === 'TSTypeReference' && cast.typeAnnotation.typeName.name === 'const';
      if (isConst || explained.has(cast.loc.start.line) || explained.has(cast.typeAnnotation.loc.start.line)) return;
      context.report({ node: cast, messageId: 'reason' });
    }

    return { TSAsExpression: check, TSTypeAssertion: check };
  },
};
