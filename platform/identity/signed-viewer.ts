import { jwtVerify, SignJWT } from 'jose';
import { graphError } from '../errors/graph-error.ts';
import type { Viewer } from './viewer.ts';

const algorithm = 'HS256';
const audience = 'leadmetrics-subgraph';
/** Longer than any fetch may take, short enough that a leaked one is worth little. */
const lifetimeSeconds = 30;

/** Signs who asks for one fetch from a subgraph that is a service of its own. @param secret at least 32 bytes */
export function signViewer(viewer: Viewer, secret: Uint8Array): Promise<string> {
  return new SignJWT({ viewer: { ...viewer } })
    .setProtectedHeader({ alg: algorithm })
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime(`${lifetimeSeconds}s`)
    .sign(secret);
}

/** The Viewer that the gateway signed. @throws UNAUTHENTICATED for anything else */
export async function verifySignedViewer(token: string, secret: Uint8Array): Promise<Viewer> {
  try {
    const { payload } = await jwtVerify<{ viewer: Viewer }>(token, secret, {
      audience,
      algorithms: [algorithm],
      requiredClaims: ['exp', 'viewer'],
    });
    return payload.viewer;
  } catch {
    throw graphError('UNAUTHENTICATED', 'a subgraph answers its gateway only; expected a Viewer signed by it');
  }
}
