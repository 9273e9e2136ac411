import { describe, it } from '@jest/globals';
import { RuleTester } from 'eslint';
import tseslint from 'typescript-eslint';
import { leadmetrics } from './index.js';

RuleTester.describe = describe;
RuleTester.it = it;

const tester = new RuleTester({ languageOptions: { parser: tseslint.parser } });
const star = [{ messageId: 'star' }];
const select = [{ messageId: 'select' }];

tester.run('no-select-star', leadmetrics.rules['no-select-star'], {
  valid: [
    { name: 'columns', code: 'sql`SELECT g.id, g.title FROM goals g`;' },
    { name: 'RETURNING columns', code: 'sql`INSERT INTO goals (title) VALUES (${title}) RETURNING id, ref_id`;' },
    { name: 'a count of rows', code: 'sql`SELECT count(*), count(g.*) FROM goals g`;' },
    { name: 'a product', code: 'sql`SELECT a * b, 2 * c FROM goals`;' },
    { name: 'a star in a comment', code: 'sql`SELECT id -- not SELECT *\n, title /* nor t.* */ FROM goals`;' },
    { name: 'a glob', code: "glob('src/**/*.ts, lib.*');" },
    { name: 'a read with select', code: 'prisma.goal.findMany({ where: { tenantId }, select: { id: true } });' },
    { name: 'a read with select, quoted', code: "prisma.goal.findUnique({ where: { id }, 'select': columns });" },
    { name: 'an argument made elsewhere', code: 'delegate.findMany(page);' },
    { name: 'a spread that may bring select', code: 'prisma.goal.findFirst({ ...page, take: 1 });' },
    { name: 'a write with select', code: 'prisma.goal.create({ data, select: { refId: true } });' },
    { name: 'a write that answers a number', code: 'prisma.goal.updateMany({ where, data });' },
    { name: "a Map's delete", code: 'loaders.delete(key);' },
    { name: "a hash's update", code: 'createHash(name).update(bytes);' },
    { name: 'a whole row in a test', code: 'prisma.goal.findMany();', options: [{ calls: false }] },
    { name: 'create of something else', code: 'Object.create(null); rooms.create({ name });' },
  ],
  invalid: [
    { name: 'SELECT *', code: 'sql`SELECT * FROM goals`;', errors: star },
    { name: 'SELECT * in a string', code: "run('SELECT * FROM goals');", errors: star },
    { name: 'SELECT * in small letters', code: "run('select * from goals');", errors: star },
    { name: 'SELECT * over two lines', code: 'sql`SELECT\n    *\n  FROM goals`;', errors: star },
    { name: 'SELECT DISTINCT *', code: 'sql`SELECT DISTINCT ON (g.id) * FROM goals g`;', errors: star },
    { name: 'SELECT t.*', code: 'sql`SELECT g.* FROM goals g`;', errors: star },
    { name: 'SELECT "t".*', code: 'sql`SELECT "g".* FROM goals g`;', errors: star },
    { name: 'SELECT schema.table.*', code: 'sql`SELECT public.goals.* FROM public.goals`;', errors: star },
    { name: 'SELECT of a table put in', code: 'sql`SELECT ${table}.* FROM goals`;', errors: star },
    { name: 'a star after other columns', code: 'sql`SELECT 1, * FROM goals`;', errors: star },
    { name: 't.* after other columns', code: 'sql`SELECT p.id, g.* FROM goals g, parents p`;', errors: star },
    { name: 'a star behind a comment', code: 'sql`SELECT /* all */ * FROM goals`;', errors: star },
    { name: 'RETURNING *', code: 'prisma.$queryRaw`DELETE FROM goals WHERE id = ${id} RETURNING *`;', errors: star },
    { name: 'RETURNING t.*', code: 'sql`UPDATE goals g SET title = ${t} RETURNING g.*`;', errors: star },
    { name: 'a star in a subquery', code: 'sql`SELECT 1 WHERE EXISTS (SELECT * FROM goals)`;', errors: star },
    { name: 'SELECT * in a test', code: 'sql`SELECT * FROM goals`;', options: [{ calls: false }], errors: star },
    { name: 'findMany()', code: 'prisma.goal.findMany();', errors: select },
    { name: 'findMany with where alone', code: 'prisma.goal.findMany({ where: { tenantId } });', errors: select },
    { name: 'findFirst', code: 'prisma.goal.findFirst({ orderBy });', errors: select },
    { name: 'findUnique', code: 'prisma.goal.findUnique({ where: { id } });', errors: select },
    { name: 'findUniqueOrThrow, computed', code: "prisma.goal['findUniqueOrThrow']({ where });", errors: select },
    { name: 'include without select', code: 'prisma.goal.findMany({ include: { tenant: true } });', errors: select },
    { name: 'create', code: 'prisma.goal.create({ data });', errors: select },
    { name: 'update', code: 'prisma.goal.update({ where, data: { title } });', errors: select },
    { name: 'upsert', code: 'prisma.goal.upsert({ where, create: row, update: row });', errors: select },
    { name: 'delete', code: 'prisma.goal.delete({ where: { id } });', errors: select },
  ],
});
