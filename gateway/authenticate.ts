import type { Admission } from '../platform/identity/admission.ts';
import { unauthenticated, type TokenVerifier } from '../platform/identity/token.ts';
import type { Viewer } from '../platform/identity/viewer.ts';

/** The headers that say who asks and, for super admins, in which tenant. */
export interface RequestHeaders {
  readonly authorization?: string | undefined;
  readonly 'x-leadmetrics-tenant'?: string | readonly string[] | undefined;
}

/** Token → Viewer, or UNAUTHENTICATED. */
export async function authenticate(
  headers: RequestHeaders,
  verify: TokenVerifier,
  admission: Admission,
): Promise<Viewer> {
  const [scheme, token, ...rest] = (headers.authorization ?? '').split(' ');
  if (scheme?.toLowerCase() !== 'bearer' || token === undefined || token === '' || rest.length > 0)
    throw unauthenticated();
  const acting = headers['x-leadmetrics-tenant'];
  return admission.admit(await verify(token), typeof acting === 'string' ? acting : null);
}
