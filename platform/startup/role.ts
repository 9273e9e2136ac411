import type pg from 'pg';
import { connectedRole } from '../database/occupants.ts';
import { reasonOf } from '../database/system-error.ts';
import { StartError } from '../errors/start-error.ts';
import { serverOf } from './database.ts';

const expectedRole = 'app_user';

/**
 * Refuses to serve as anyone but app_user: as a role that row-level security does not hold, or as readonly_user, whose
 * policies show it everything, tenants would see each other; any other role has no policy and sees nothing.
 * @param url the connection string of `pool`
 * @throws StartError for another role, and when the database cannot be reached
 */
export async function expectAppUser(pool: pg.Pool, url: string): Promise<void> {
  const { name, bypassesRowSecurity } = await connectedRole(pool).catch((error: unknown) => {
    throw new StartError(
      `The database ${serverOf(url)} cannot be reached (${reasonOf(error)}), expected it to take app_user's connection.`,
      { cause: error },
    );
  });
  if (bypassesRowSecurity) {
    throw new StartError(
      `The user ${name} of DATABASE_URL bypasses row-level security, expected app_user, which it holds.`,
    );
  }
  if (name === expectedRole) return;
  throw new StartError(
    `The user of DATABASE_URL is ${name}, expected app_user: row-level security holds that one to its tenant.`,
  );
}
