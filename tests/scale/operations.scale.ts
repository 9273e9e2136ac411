import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import { createPool } from '../../platform/database/pool.ts';
import { adminUrl, migratorUrl } from '../support/database.ts';
import { databaseTime, type DatabaseTime } from './support/database-time.ts';
import { largeTenant } from './support/large-tenant.ts';
import { operationQuestions, questionNames, type OperationQuestion } from './support/operation-questions.ts';
import { openScaleGraph, type ScaleGraph } from './support/scale-graph.ts';

/** Longest that an operation's statements may take in the database, added up. */
const limitMs = 100;

/** How often it is measured at most, until once is within the limit: what else the machine does only ever adds. */
const measurements = 12;

/** Executions before it is measured: more than the five after which PostgreSQL may settle for one plan. */
const warmUps = 8;

describe.each([
  ['the large tenant', largeTenant],
  ['a small one', 'scale-00010'],
])('every operation, asked in %s', (_name, slug) => {
  let graph: ScaleGraph;
  let admin: pg.Pool;
  let questions: ReadonlyMap<string, OperationQuestion>;

  beforeAll(async () => {
    // Few connections (documents are read on another): what is prepared on them has its final plan when it is measured.
    graph = await openScaleGraph({ connections: 2 });
    admin = createPool({ url: adminUrl(), maximum: 1 });
    const migrator = createPool({ url: migratorUrl(), maximum: 1 });
    questions = new Map((await operationQuestions(migrator, slug)).map((question) => [question.name, question]));
    await migrator.end();
  });

  afterAll(async () => {
    await graph.close();
    await admin.end();
  });

  it.each(questionNames())('%s takes at most 100 ms in the database', async (name) => {
    const question = questions.get(name);
    if (question === undefined) throw new Error(`expected a question for ${name}`);
    const ask = async (): Promise<void> => {
      const { errors } = await graph.ask(question.as, question.text, question.variables);
      expect(errors).toEqual([]);
    };
    for (let time = 0; time < warmUps; time += 1) await ask();
    let best: DatabaseTime = await databaseTime(admin, ask);
    for (let time = 1; time < measurements && best.milliseconds > limitMs; time += 1) {
      const next = await databaseTime(admin, ask);
      if (next.milliseconds < best.milliseconds) best = next;
    }
    process.stderr.write(`${name}: ${best.milliseconds.toFixed(1)} ms, ${best.rows} rows, ${best.buffers} pages\n`);
    const slowest = best.milliseconds > limitMs ? best.each[0] : undefined;
    expect({ milliseconds: best.milliseconds, slowest }).toEqual({
      milliseconds: expect.any(Number),
      slowest: undefined,
    });
  });
});
