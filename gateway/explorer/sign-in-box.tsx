import type { SignedIn } from './use-session.ts';

/** Signs in at the issuer, or tells who has. */
export function SignInBox({ session }: { readonly session: SignedIn }) {
  if (session.token === '')
    return (
      <button type="button" className="bar-button" data-testid="sign-in" onClick={session.signIn}>
        Sign in
      </button>
    );
  return (
    <span className="field" data-testid="signed-in">
      <span className="field-label">Signed in</span>
      {session.name !== null && <span className="who">{session.name}</span>}
      <button type="button" className="sign-out" data-testid="sign-out" onClick={session.signOut}>
        Sign out
      </button>
    </span>
  );
}
