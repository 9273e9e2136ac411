import { defineConfig } from 'prisma/config';

/** Prisma's own commands (`prisma generate`, `prisma migrate deploy`) read this; the application does not. */
export default defineConfig({
  schema: 'prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env['MIGRATION_DATABASE_URL'] ?? 'postgresql://migrator_user@127.0.0.1:5432/leadmetrics' },
});
