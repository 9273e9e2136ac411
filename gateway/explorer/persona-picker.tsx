import type { Persona } from './explorer-config.ts';
import { ChevronIcon } from './icons.tsx';
import { TokenBox } from './token-box.tsx';
import { type Access, OWN_TOKEN } from './use-access.ts';

/** Chooses as whom the graph is asked; with "Paste a token…" a box for one's own opens beside it. */
export function PersonaPicker({
  personas,
  access,
}: {
  readonly personas: readonly Persona[];
  readonly access: Access;
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
            <option value={OWN_TOKEN}>Paste a token…</option>
          </select>
          <ChevronIcon />
        </label>
      )}
      {access.persona === null && <TokenBox token={access.token} onPaste={access.paste} />}
    </>
  );
}
