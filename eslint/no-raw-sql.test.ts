import { describe, it } from '@jest/globals';
import { RuleTester } from 'eslint';
import tseslint from 'typescript-eslint';
import { leadmetrics } from './index.js';

RuleTester.describe = describe;
RuleTester.it = it;

const tester = new RuleTester({ languageOptions: { parser: tseslint.parser } });
const sql = "import { sql } from '../../platform/database/sql.ts';";
const text = [{ messageId: 'text' }];
const tag = [{ messageId: 'tag' }];
const unsafe = [{ messageId: 'unsafe' }];

tester.run('no-raw-sql', leadmetrics.rules['no-raw-sql'], {
  valid: [
    { name: "the project's tag", code: `${sql} run(sql\`SELECT id FROM goals WHERE id = \${id}\`);` },
    {
      name: 'the tag inside a function',
      code: `${sql} const byId = (id) => sql\`\n  DELETE FROM goals WHERE id = \${id}\`;`,
    },
    { name: "Prisma's $queryRaw", code: 'prisma.$queryRaw`SELECT id FROM goals WHERE id = ${id}`;' },
    { name: "Prisma's $executeRaw", code: "tx['$executeRaw']`UPDATE goals SET title = ${title}`;" },
    { name: 'Prisma.sql', code: 'Prisma.sql`SELECT id FROM goals`;' },
    { name: 'a typed $queryRaw', code: 'prisma.$queryRaw<Row[]>`SELECT id FROM goals`;' },
    { name: 'a statement made elsewhere', code: 'pool.query(statement);' },
    { name: 'a GraphQL query', code: 'client.query(`query Goals { goals { edges { node { id } } } }`);' },
    { name: 'a sentence in small letters', code: "const label = 'select a tenant';" },
    { name: 'a keyword alone', code: "const verb = 'DELETE';" },
    { name: 'a keyword that goes on', code: "const name = 'CREATED by';" },
    { name: 'a keyword further in', code: "const hint = 'must not UPDATE a row';" },
    { name: 'a type', code: "type Statement = 'SELECT id';" },
    { name: 'raw of something else', code: 'String.raw`a`; body.raw(x);' },
    {
      name: 'a tag of the options',
      code: "import { statement } from './statement.ts'; statement`SELECT id FROM goals`;",
      options: [{ tags: ['statement'], modules: ['/statement.ts'] }],
    },
  ],
  invalid: [
    { name: '$queryRawUnsafe', code: 'prisma.$queryRawUnsafe(statement);', errors: unsafe },
    { name: '$executeRawUnsafe, computed', code: "prisma['$executeRawUnsafe'](statement);", errors: unsafe },
    { name: '$queryRawUnsafe, taken out', code: 'const { $queryRawUnsafe: run } = prisma;', errors: unsafe },
    { name: 'Prisma.raw', code: 'Prisma.raw(column);', errors: unsafe },
    { name: 'a string', code: "const statement = 'SELECT id FROM goals';", errors: text },
    { name: 'a template', code: 'const statement = `UPDATE goals SET title = ${title}`;', errors: text },
    { name: 'a joined string', code: "const statement = 'DELETE FROM goals WHERE id = ' + id;", errors: text },
    { name: 'a line before the statement', code: 'run(`\n  WITH open AS (x) y`);', errors: text },
    { name: 'a comment before the statement', code: 'run(`-- all\n/* of it */ TRUNCATE goals`);', errors: text },
    { name: 'DDL', code: "run('ALTER TABLE goals OWNER TO app_user');", errors: text },
    { name: 'query() in small letters', code: "pool.query('select id from goals');", errors: text },
    { name: 'query() with a template', code: 'pool.query(`insert into goals values (${id})`);', errors: text },
    { name: 'query() joined', code: "pool.query('select id from goals ' + 'where id = ' + id);", errors: text },
    { name: 'query() with a word alone', code: "client.query('commit');", errors: text },
    {
      name: "query() with pg's object",
      code: "client.query({ text: 'select id from goals', values: [] });",
      errors: text,
    },
    { name: 'query() in capitals, told once', code: "pool.query('SELECT id FROM goals');", errors: text },
    { name: 'the tag called as a function', code: `${sql} sql('SELECT id FROM goals');`, errors: text },
    { name: 'String.raw', code: 'run(String.raw`SELECT id FROM goals`);', errors: tag },
    { name: 'the tag, not imported', code: 'const sql = String.raw; run(sql`SELECT id FROM goals`);', errors: tag },
    { name: 'the tag, of nowhere', code: 'run(sql`SELECT id FROM goals`);', errors: tag },
    {
      name: 'the tag of another module',
      code: "import { sql } from 'lit-sql'; sql`SELECT id FROM goals`;",
      errors: tag,
    },
    { name: 'the tag, shadowed', code: `${sql} const run = (sql) => sql\`SELECT id FROM goals\`;`, errors: tag },
    { name: 'SQL as a value', code: `${sql} sql\`\${'SELECT id FROM goals'}\`;`, errors: text },
  ],
});
