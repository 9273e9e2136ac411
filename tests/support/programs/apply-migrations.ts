import { applyMigrations } from '../../../platform/database/migrations/apply.ts';

/** Says that it begins, applies the migrations of a folder, and prints the names of those applied. */
const [url = '', folder = ''] = process.argv.slice(2);
process.stdout.write('begins\n');
const applied = await applyMigrations({ url, folder, log: () => undefined });
process.stdout.write(`${JSON.stringify(applied)}\n`);
