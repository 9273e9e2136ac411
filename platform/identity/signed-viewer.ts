import { jwtVerify, SignJWT } from 'jose';
import { graphError } from '../errors/graph-error.ts';
import type { Origin } from '../commands/principal.ts';
import type { Viewer } from './viewer.ts';

const algorithm = 'HS256';
const audience = 'leadmetrics-subgraph';
/** Longer than a call is on its way, short enough that a leaked one is worth little. */
const lifetimeSeconds = 30;

/** Who asks, and the moment that all of the operation is answered for. */
export interface SignedViewer {
  readonly viewer: Viewer;
  /** The same for every fetch of an operation: its parts agree on what is due, whichever clock they run by. */
  readonly now: Date;
  /** Where the request came from: no subgraph sees its connection. */
  readonly origin: Origin;
}

/** Signs who asks, and when, for one fetch from a subgraph that is a service of its own. @param secret at least 32 bytes */
export function signViewer({ viewer, now, origin }: SignedViewer, secret: Uint8Array): Promise<string> {
  return new SignJWT({ viewer: { ...viewer }, now: now.getTime(), origin: { ...origin } })
    .setProtectedHeader({ alg: algorithm })
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime(`${lifetimeSeconds}s`)
    .sign(secret);
}

/**
 * What the gateway signed.
 * @param clockToleranceSeconds how far the gateway's clock and this one may differ
 * @throws UNAUTHENTICATED for anything else
 */
export async function verifySignedViewer(
  token: string,
  secret: Uint8Array,
  clockToleranceSeconds: number,
): Promise<SignedViewer> {
  try {
    const { payload } = await jwtVerify<{ viewer: Viewer; now: unknown; origin: Origin }>(token, secret, {
      audience,
      algorithms: [algorithm],
      clockTolerance: clockToleranceSeconds,
      requiredClaims: ['exp', 'viewer', 'now', 'origin'],
    });
    return { viewer: payload.viewer, now: instantOf(payload.now), origin: payload.origin };
  } catch {
    throw graphError('UNAUTHENTICATED', 'a subgraph answers its gateway only; expected a Viewer signed by it');
  }
}

/** @throws RangeError for anything that is no instant */
function instantOf(milliseconds: unknown): Date {
  const instant = new Date(typeof milliseconds === 'number' ? milliseconds : Number.NaN);
  if (Number.isNaN(instant.getTime())) throw new RangeError('expected milliseconds since 1970');
  return instant;
}
