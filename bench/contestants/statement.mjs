import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import pg from 'pg';
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
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 20 });

const server = createServer(async (request, response) => {
  try {
    const viewer = viewerOf(request.headers.authorization);
    const { operationName: name, variables } = JSON.parse(await bodyOf(request));
    const { rows } = await pool.query({ name, text: texts[name], values: statements[name](viewer, variables) });
    const { answer } = rows[0];
    response.setHeader('content-type', 'application/json').setHeader('content-length', Buffer.byteLength(answer));
    response.end(answer);
  } catch (error) {
    response.writeHead(500).end(String(error));
  }
});
server.listen(Number(process.env.PORT), '127.0.0.1');

async function bodyOf(request) {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk;
  return text;
}
