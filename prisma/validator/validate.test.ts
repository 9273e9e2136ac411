import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { tables } from '../../platform/database/tables.ts';
import { ownDatabase, type OwnDatabase } from '../../tests/support/own-database.ts';
import { queryOn } from './query.ts';
import { validateSchema } from './validate.ts';

it('x', async () => {
  const database = await ownDatabase();
  const client = new pg.Client(database.migratorUrl);
  await client.connect();
  await client.query('SELECT * FROM ensure_llm_call_partitions()');
  console.log(await validateSchema({ query: queryOn(client), models: Object.values(tables) }));
  await client.end();
  await database.drop();
});
