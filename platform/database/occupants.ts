import type pg from 'pg';

/** Who a connection acts as. */
export interface ConnectedRole {
  readonly name: string;
  /** True for a superuser and for a role with BYPASSRLS: row-level security holds neither. */
  readonly bypassesRowSecurity: boolean;
}

/** @throws pg's error when the database cannot be reached */
export async function connectedRole(database: Pick<pg.Pool, 'query'>): Promise<ConnectedRole> {
  const { rows } = await database.query<ConnectedRole>(
    `SELECT current_user AS name, rolsuper OR rolbypassrls AS "bypassesRowSecurity" FROM pg_roles WHERE rolname = current_user`,
  );
  const [role] = rows;
  if (role === undefined) throw new Error('expected the connected role in pg_roles');
  return role;
}

/**
 * Whether no tenant is there yet. A slug has no slash: one that has is what a load of demo data that was broken off had
 * reserved.
 * @param database as migrator_user, who sees every tenant
 */
export async function hasNoTenant(database: Pick<pg.Pool, 'query'>): Promise<boolean> {
  const { rows } = await database.query<{ empty: boolean }>(
    `SELECT NOT EXISTS (SELECT FROM tenants WHERE strpos(slug, '/') = 0) AS empty`,
  );
  return rows[0]?.empty === true;
}
