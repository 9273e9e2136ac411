import { GraphQLError, TokenKind } from 'graphql';
import { nestedTokens } from '../graphql-tokens.ts';

/**
 * Canonical text of a document, the same however a client prints it: without comments, spaces and commas, its definitions in
 * one order. Nothing is parsed: the time is that of a look at each character.
 * @returns null for a text that is none of GraphQL
 */
export function canonicalText(text: string): string | null {
  const definitions: string[] = [];
  let tokens: string[] = [];
  try {
    for (const { token, depth } of nestedTokens(text)) {
      // As it is written: a string keeps its quotes.
      tokens.push(text.slice(token.start, token.end));
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
