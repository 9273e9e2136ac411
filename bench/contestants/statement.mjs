import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import pg from 'pg';
import { carryOut, commands } from './by-hand.mjs';
import { viewerOf } from './people.mjs';

/** One prepared statement an operation, whose answer PostgreSQL prints as JSON; no framework, no fence, no transaction. */
const statements = {
  HomeDashboard: ({ tenant, user }, { today, monthStart, now }) => [tenant.id, user.id, today, monthStart, now],
  CommonDashboard: ({ tenant }) => [tenant.id],
};
const texts = Object.fromEntries(
  Object.keys(statements).map((name) => [
    name,
    readFileSync(join(import.meta.dirname, '..', 'queries', `${name}.sql`), 'utf8'),
  ]),
);
const connection = { connectionString: process.env.DATABASE_URL, max: 20 };
const pool = new pg.Pool(connection);
const commandPool = new pg.Pool({ ...connection, pipeline: true });

const server = createServer(async (request, response) => {
  try {
    const viewer = viewerOf(request.headers.authorization);
    const { operationName: name, variables } = JSON.parse(await bodyOf(request));
    const answer = await (name in commands
      ? carriedOut(name, request, viewer, variables)
      : read(name, viewer, variables));
    response.setHeader('content-type', 'application/json').setHeader('content-length', Buffer.byteLength(answer));
    response.end(answer);
  } catch (error) {
    response.writeHead(500).end(String(error));
  }
});
server.listen(Number(process.env.PORT), '127.0.0.1');

async function read(name, viewer, variables) {
  const { rows } = await pool.query({ name, text: texts[name], values: statements[name](viewer, variables) });
  return rows[0].answer;
}

function carriedOut(name, { socket, headers }, viewer, { input }) {
  const origin = { ip: socket.remoteAddress ?? null, userAgent: headers['user-agent'] ?? null };
  return carryOut(commandPool, name, { viewer, input, origin });
}

async function bodyOf(request) {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk;
  return text;
}
