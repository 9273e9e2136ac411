import type { Persona } from './explorer-config.ts';
import type { SignedIn } from './use-session.ts';
import { useStored } from './use-stored.ts';

/** Value of the persona picker that stands for the user's own token, pasted or by signing in; no persona has an empty label. */
export const OWN_TOKEN = '';

/** As whom the graph is asked. */
export interface Access {
  /** Null when the user asks with a token of their own. */
  readonly persona: Persona | null;
  /** Bearer token, or '' for none. */
  readonly token: string;
  /** Whether the header x-leadmetrics-tenant may be heeded: from super admins, and of any other token only the gateway knows. */
  readonly mayNameTenant: boolean;
  /** Picks a persona by its label, or OWN_TOKEN. */
  readonly pick: (label: string) => void;
  /** Takes a token as pasted, with or without its "Bearer" prefix. */
  readonly paste: (token: string) => void;
}

/**
 * The persona outlives the browser; a pasted token, being a secret, only the tab's session.
 * @param signedIn null where users paste a token
 */
export function useAccess(personas: readonly Persona[], signedIn: SignedIn | null): Access {
  // A super admin acts in no tenant until one is named, and the first answer would be empty.
  const first = personas.find(({ role }) => role !== 'super_admin') ?? personas[0] ?? null;
  const [label, pick] = useStored('local', 'leadmetrics.persona', first?.label ?? OWN_TOKEN);
  const [pasted, paste] = useStored('session', 'leadmetrics.token', '');
  const persona = label === OWN_TOKEN ? null : (personas.find((one) => one.label === label) ?? first);
  return {
    persona,
    token: persona?.token ?? signedIn?.token ?? pasted,
    mayNameTenant: persona === null || persona.role === 'super_admin',
    pick,
    paste: (token) => paste(token.trim().replace(/^bearer\s+/i, '')),
  };
}
