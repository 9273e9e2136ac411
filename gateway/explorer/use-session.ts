import { useCallback, useMemo, useRef, useState } from 'react';
import type { Issuer, Session } from './sign-in.ts';

/** The user who has signed in, if any, and what one may do about it. */
export interface SignedIn {
  /** Bearer token, or '' for nobody's. */
  readonly token: string;
  readonly name: string | null;
  readonly signIn: () => void;
  /** Forgets the tokens; at the issuer the user stays signed in. */
  readonly signOut: () => void;
  /**
   * The next token in the place of one that the graph has refused; null where the user has to sign in anew. However many
   * requests ask for it at once, the issuer is asked once: it may take a refresh token for stolen that it sees twice.
   */
  readonly renew: (refused: string) => Promise<string | null>;
}

/**
 * The session of a page whose users sign in. It lives as long as the page: a token that no storage holds can be taken from none.
 * @param onProblem told, in words, why signing in did not begin
 */
export function useSession(
  issuer: Issuer | null,
  initial: Session | null,
  onProblem: (problem: string) => void,
): SignedIn | null {
  const [session, setSession] = useState(initial);
  const current = useRef(initial);
  const renewing = useRef<Promise<Session | null> | null>(null);
  const keep = useCallback((next: Session | null) => {
    current.current = next;
    setSession(next);
  }, []);

  const renew = useCallback(
    async (refused: string) => {
      const known = current.current;
      if (issuer === null || known === null) return null;
      if (known.token !== refused) return known.token;
      renewing.current ??= issuer.refresh(known).finally(() => {
        renewing.current = null;
      });
      const next = await renewing.current;
      keep(next);
      return next?.token ?? null;
    },
    [issuer, keep],
  );

  return useMemo(() => {
    if (issuer === null) return null;
    return {
      token: session?.token ?? '',
      name: session?.name ?? null,
      signIn: () => {
        issuer.leave().catch((error: unknown) => onProblem(error instanceof Error ? error.message : String(error)));
      },
      signOut: () => keep(null),
      renew,
    };
  }, [issuer, session, onProblem, keep, renew]);
}
