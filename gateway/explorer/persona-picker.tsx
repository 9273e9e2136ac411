import type { Persona } from './explorer-config.ts';
import { ChevronIcon } from './icons.tsx';
import { SignInBox } from './sign-in-box.tsx';
import { TokenBox } from './token-box.tsx';
import { type Access, OWN_TOKEN } from './use-access.ts';
import type { SignedIn } from './use-session.ts';

/** Chooses as whom the graph is asked; with the last choice, one's own token, what one comes by it opens beside it. */
export function PersonaPicker({
  personas,
  access,
  signedIn,
}: {
  readonly personas: readonly Persona[];
  readonly access: Access;
  readonly signedIn: SignedIn | null;
}) {
  return (
    <>
      {personas.length > 0 && (
        <label className="field picker">
          <span className="field-label">Ask as</span>
          <select
            data-testid="persona-picker"
            value={access.persona?.label ?? OWN_TOKEN}
            onChange={(event) => access.pick(event.target.value)}
          >
            {personas.map(({ label }) => (
              <option key={label} value={label}>
                {label}
              </option>
            ))}
            <option value={OWN_TOKEN}>{signedIn === null ? 'Paste a token…' : 'Sign in…'}</option>
          </select>
          <ChevronIcon />
        </label>
      )}
      {access.persona === null &&
        (signedIn === null ? (
          <TokenBox token={access.token} onPaste={access.paste} />
        ) : (
          <SignInBox session={signedIn} />
        ))}
    </>
  );
}
