import { GraphQLError, Lexer, Source, TokenKind } from 'graphql';

const opening = new Set<TokenKind>([TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L]);
const closing = new Set<TokenKind>([TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R]);

/**
 * Canonical text of a document, the same however a client prints it: without comments, spaces and commas, its definitions in
 * one order. Nothing is parsed: the time is that of a look at each character.
 * @returns null for a text that is none of GraphQL
 */
export function canonicalText(text: string): string | null {
  const definitions: string[] = [];
  const lexer = new Lexer(new Source(text));
  let tokens: string[] = [];
  let depth = 0;
  try {
    for (let token = lexer.advance(); token.kind !== TokenKind.EOF; token = lexer.advance()) {
      // As it is written: a string keeps its quotes.
      tokens.push(text.slice(token.start, token.end));
      if (opening.has(token.kind)) depth += 1;
      else if (closing.has(token.kind)) depth -= 1;
      // Only a selection ends a definition: an object among the defaults of variables stands in their brackets.
      if (depth !== 0 || token.kind !== TokenKind.BRACE_R) continue;
      definitions.push(tokens.join(' '));
      tokens = [];
    }
  } catch (error) {
    if (error instanceof GraphQLError) return null;
    throw error;
  }
  if (tokens.length > 0) definitions.push(tokens.join(' '));
  return definitions.sort().join('\n');
}
