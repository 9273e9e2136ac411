import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from './database.mjs';
import { openIdentity } from './identity.mjs';
import { makeImage } from './image.mjs';

/** What all contestants stand on: one PostgreSQL with the demo data, an identity provider, a copy of what was built. */
export async function openStage() {
  const closings = [];
  const close = async () => {
    for (const closing of closings.splice(0).reverse()) await closing();
  };
  try {
    const folder = await mkdtemp(join(tmpdir(), 'leadmetrics-bench-'));
    closings.push(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
    // Open to the user that PostgreSQL runs as when this runs as root.
    await chmod(folder, 0o755);
    const secrets = {
      ENCRYPTION_KEYS: `bench:${randomBytes(32).toString('base64')}`,
      LINK_SECRET: randomBytes(32).toString('hex'),
      CLIENT_TOKEN_SECRET: randomBytes(32).toString('hex'),
      AUDIT_KEYS: `bench:${randomBytes(32).toString('base64')}`,
      GATEWAY_SECRET: randomBytes(32).toString('hex'),
    };
    const database = await openDatabase(folder, secrets.ENCRYPTION_KEYS);
    closings.push(database.stop);
    const identity = await openIdentity(database.appUrl, database);
    closings.push(identity.close);
    const image = await makeImage(folder);
    const env = {
      ...secrets,
      ...identity.env,
      LOG_LEVEL: 'error',
      DATA_DIR: join(folder, 'data'),
      // All contestants are sent the same texts, most of which nobody has registered.
      OPERATIONS_FRONTENDS: 'free',
    };
    const onClose = (closing) => closings.push(closing);
    return { folder, database, image, env, ...identity.people, close, onClose };
  } catch (error) {
    await close();
    throw error;
  }
}
