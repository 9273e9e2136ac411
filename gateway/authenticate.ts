import type { Admission } from '../platform/identity/admission.ts';
import type { TokenVerifier } from '../platform/identity/token.ts';
import { Unauthenticated } from '../platform/identity/unauthenticated.ts';
import type { Viewer } from '../platform/identity/viewer.ts';

/** The headers that say who asks and, for super admins, in which tenant. */
export interface RequestHeaders {
  readonly authorization?: string | undefined;
  readonly 'x-leadmetrics-tenant'?: string | readonly string[] | undefined;
}

/** Checks a token, then who it names. */
export interface Door {
  readonly verify: TokenVerifier;
  readonly admission: Admission;
}

/** Token → Viewer. @throws Unauthenticated for who is not let in */
export async function authenticate(headers: RequestHeaders, { verify, admission }: Door): Promise<Viewer> {
  const acting = headers['x-leadmetrics-tenant'];
  return admission.admit(await verify(tokenOf(headers)), typeof acting === 'string' ? acting : null);
}

/** Another scheme than Bearer is as good as none: its client does not know yet what is asked for (RFC 6750, 3.1). */
function tokenOf({ authorization = '' }: RequestHeaders): string {
  const [scheme = '', token = '', ...rest] = authorization.split(' ');
  if (scheme === '') throw new Unauthenticated('none was sent', false);
  if (scheme.toLowerCase() !== 'bearer') throw new Unauthenticated('credentials of another scheme were sent', false);
  if (token === '' || rest.length > 0) throw new Unauthenticated('the header is not of the form "Bearer <token>"');
  return token;
}
