import { defineConfig } from 'prisma/config';

/** `prisma generate` reads this; the application does not, and applies its migrations itself (`npm run db:migrate`). */
export default defineConfig({
  schema: 'prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env['MIGRATION_DATABASE_URL'] ?? 'postgresql://migrator_user@127.0.0.1:5432/leadmetrics' },
});
