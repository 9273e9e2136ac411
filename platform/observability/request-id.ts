import type { IncomingMessage } from 'node:http';
import { mintUlid } from '../ids/ulid.ts';

/** Ids that are taken from whoever asks: as gateways, load balancers and clients make them, and nothing that a log line could be forged with. */
const pattern = /^[\w.~:@+=/-]{1,128}$/;

/** The id of a request: its header `x-request-id` where that is one, else a new ULID. */
export function requestIdOf({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && pattern.test(given) ? given : mintUlid();
}
