import { Lexer, Source, TokenKind, type Token } from 'graphql';

const opening = new Set<TokenKind>([TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L]);
const closing = new Set<TokenKind>([TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R]);

/** A token of a document, and how many brackets are open after it. */
export interface NestedToken {
  readonly token: Token;
  readonly depth: number;
}

/** Tokens of a document's text, one at a time; nothing is parsed. @throws GraphQLError at a character that begins no token */
export function* nestedTokens(text: string): Generator<NestedToken> {
  const lexer = new Lexer(new Source(text));
  let depth = 0;
  for (let token = lexer.advance(); token.kind !== TokenKind.EOF; token = lexer.advance()) {
    if (opening.has(token.kind)) depth += 1;
    else if (closing.has(token.kind)) depth -= 1;
    yield { token, depth };
  }
}
