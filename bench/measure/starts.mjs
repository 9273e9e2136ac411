import { join } from 'node:path';
import { freePorts } from '../stage/ports.mjs';
import { startServer } from '../stage/server.mjs';

/**
 * How long a start takes until the graph is ready, with the embedded PostgreSQL and what is built already: the first, which
 * makes the database and the demo data, and the next.
 * @returns {Promise<{ first: number, next: number }>} seconds
 */
export async function measureStarts({ image, folder }) {
  const [port] = await freePorts(1);
  const start = async () => {
    const startedAt = performance.now();
    const { stop } = await startServer({
      name: 'a start with the embedded PostgreSQL',
      file: join(image.root, 'dist/gateway/main.js'),
      cwd: image.root,
      env: { NODE_ENV: 'development', PORT: String(port), LOG_LEVEL: 'error', DATA_DIR: join(folder, 'starts') },
      url: `http://127.0.0.1:${port}/health/ready`,
    });
    const seconds = (performance.now() - startedAt) / 1_000;
    await stop();
    return seconds;
  };
  return { first: await start(), next: await start() };
}
