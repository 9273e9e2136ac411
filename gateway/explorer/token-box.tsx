import { useState } from 'react';

/** Takes a bearer token. It is sent once it is complete: on Enter, or when the box is left. */
export function TokenBox({ token, onPaste }: { readonly token: string; readonly onPaste: (token: string) => void }) {
  const [draft, setDraft] = useState(token);
  return (
    <form
      className="field"
      onSubmit={(event) => {
        event.preventDefault();
        onPaste(draft);
      }}
    >
      <label className="field-label" htmlFor="token">
        Token
      </label>
      <input
        id="token"
        className="secret"
        data-testid="token-box"
        value={draft}
        placeholder="paste a bearer token"
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={() => onPaste(draft)}
      />
    </form>
  );
}
