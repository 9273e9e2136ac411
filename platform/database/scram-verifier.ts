import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';

/** PostgreSQL's own default (scram_iterations). */
const defaultIterations = 4_096;

/**
 * What PostgreSQL stores for a password (RFC 5803): sent in place of the password, which would else stand readable in
 * pg_stat_statements and in a server's log.
 * @param password printable ASCII; other characters would first need RFC 4013's preparation
 * @returns `SCRAM-SHA-256$<iterations>:<salt>$<StoredKey>:<ServerKey>`
 */
export function scramVerifier(password: string, salt = randomBytes(16), iterations = defaultIterations): string {
  if (!/^[\x20-\x7e]+$/.test(password)) throw new Error('expected a password of printable ASCII characters');
  const salted = pbkdf2Sync(password, salt, iterations, 32, 'sha256');
  const clientKey = createHmac('sha256', salted).update('Client Key').digest();
  const storedKey = createHash('sha256').update(clientKey).digest('base64');
  const serverKey = createHmac('sha256', salted).update('Server Key').digest('base64');
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${storedKey}:${serverKey}`;
}
