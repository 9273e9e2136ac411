import { join } from 'node:path';
import { commonDashboard, homeDashboard, registeredId } from '../queries/queries.mjs';
import { ask, requestOf } from '../requests.mjs';
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

/**
 * A cold start on a database that is there: the time to its first answer, which a registered operation gives, and what the first
 * and the second call of that operation, and of one that must be planned first, take.
 * @returns {Promise<{ answered: number, id: [number, number], text: [number, number] }>} seconds; milliseconds
 */
export async function measureFirstAnswers({ image, env, database, crowd: [person] }, now) {
  const [port] = await freePorts(1);
  const url = `http://127.0.0.1:${port}/graphql`;
  const timed = async (operation) => {
    const startedAt = performance.now();
    const { errors } = await ask(url, requestOf(person, operation));
    if (errors !== undefined) throw new Error(`expected ${url} to answer, found ${JSON.stringify(errors)}`);
    return performance.now() - startedAt;
  };
  const startedAt = performance.now();
  const { stop } = await startServer({
    name: 'a cold start',
    file: join(image.root, 'dist/gateway/main.js'),
    cwd: image.root,
    env: { ...env, PORT: String(port), DATABASE_URL: database.appUrl },
    url: `http://127.0.0.1:${port}/health/live`,
  });
  try {
    const { variables } = homeDashboard(now);
    const byId = { documentId: registeredId('HomeDashboard'), variables };
    const first = await timed(byId);
    const answered = (performance.now() - startedAt) / 1_000;
    const byText = commonDashboard();
    return { answered, id: [first, await timed(byId)], text: [await timed(byText), await timed(byText)] };
  } finally {
    await stop();
  }
}
