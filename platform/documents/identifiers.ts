import { randomBytes, randomInt } from 'node:crypto';

const objectIdShape = /^[0-9a-f]{24}$/;
const uuidShape = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What keeps apart the ids that two processes mint in one second. */
const ofProcess = randomBytes(5).toString('hex');
const counterValues = 2 ** 24;
let counter = randomInt(counterValues);

/**
 * A MongoDB ObjectId as 24 hex characters: 4 bytes of seconds, 5 of the process, 3 of a counter. Minted here so that
 * references look alike whichever store is behind them, and the embedded one does not load MongoDB's driver.
 */
export function mintObjectId(now: Date): string {
  counter = (counter + 1) % counterValues;
  const seconds = Math.floor(now.getTime() / 1000);
  return hex(seconds, 8) + ofProcess + hex(counter, 6);
}

/** Whether a reference may be an ObjectId; anything else, of whatever type it comes in, is no document's id. */
export function isObjectId(reference: unknown): reference is string {
  return typeof reference === 'string' && objectIdShape.test(reference);
}

/** A tenant's UUID in lower case, as both stores compare it. @throws RangeError when it is none */
export function tenantUuid(tenantId: unknown): string {
  if (typeof tenantId !== 'string' || !uuidShape.test(tenantId))
    throw new RangeError("expected a tenant's id to be a UUID");
  return tenantId.toLowerCase();
}

function hex(value: number, length: number): string {
  return value.toString(16).padStart(length, '0');
}
