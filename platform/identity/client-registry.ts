import type pg from 'pg';
import { sql } from '../database/sql.ts';
import { enterTenant, inTransaction, type Run } from '../database/transaction.ts';
import { mintUlid, ulidInstant } from '../ids/ulid.ts';
import { hashOfSecret, makeClientSecret } from './client-secret.ts';

/** An API client to be made. */
export interface ClientDraft {
  /** Slug of its tenant. */
  readonly tenant: string;
  readonly name: string;
  /** Some of the policy's scopes of partners. */
  readonly scopes: readonly string[];
}

/** An API client as it is listed. */
export interface ListedClient {
  readonly refId: string;
  readonly tenant: string;
  readonly name: string;
  readonly scopes: readonly string[];
  /** Instants in ISO 8601; null for never. */
  readonly lastUsedAt: string | null;
  readonly revokedAt: string | null;
}

/**
 * Makes an API client and the service user that it acts as.
 * @param pool as app_user
 * @returns its ULID and its secret, which is stored nowhere; null where there is no such tenant
 */
export async function createClient(
  pool: pg.Pool,
  { tenant, name, scopes }: ClientDraft,
): Promise<{ readonly refId: string; readonly secret: string } | null> {
  return inTransaction(pool, 'platform', 'write', async (run) => {
    const [found] = await run<{ id: string }>(sql`SELECT id FROM tenants WHERE slug = ${tenant}`);
    if (found === undefined) return null;
    await enterTenant(run, found.id);
    const [refId, userRefId, userId, secret] = [mintUlid(), mintUlid(), crypto.randomUUID(), makeClientSecret()];
    const maker = (await systemUser(run)) ?? userId;
    await run(
      sql`INSERT INTO users (id, ref_id, tenant_id, name, kind, role, status, created_by, created_on)
        VALUES (${userId}, ${userRefId}, ${found.id}, ${name}, 'service', 'member', 'active', ${maker}, ${ulidInstant(userRefId)})`,
    );
    await run(
      sql`INSERT INTO api_clients (ref_id, tenant_id, user_id, name, scopes, secret_hash, created_by, created_on)
        VALUES (${refId}, ${found.id}, ${userId}, ${name}, ${scopes}, ${hashOfSecret(secret)}, ${maker}, ${ulidInstant(refId)})`,
    );
    return { refId, secret };
  });
}

/**
 * Shuts an API client out for good, and deactivates its user, so that no token of either is taken.
 * @param pool as app_user
 * @returns when it was revoked, which may be long ago; null for no client
 */
export async function revokeClient(pool: pg.Pool, refId: string): Promise<string | null> {
  return inTransaction(pool, 'platform', 'write', async (run) => {
    const [client] = await run<{ tenantId: string; userId: string }>(
      sql`SELECT tenant_id AS "tenantId", user_id AS "userId" FROM api_clients WHERE ref_id = ${refId}`,
    );
    if (client === undefined) return null;
    await enterTenant(run, client.tenantId);
    const revoker = (await systemUser(run)) ?? client.userId;
    await run(
      sql`UPDATE users SET status = 'deactivated', deleted_on = now(), deleted_by = ${revoker}, updated_on = now(), updated_by = ${revoker}
        WHERE id = ${client.userId} AND deleted_on IS NULL`,
    );
    const [revoked] = await run<{ revokedAt: string }>(
      sql`UPDATE api_clients
          SET revoked_on = coalesce(revoked_on, now()), updated_on = coalesce(revoked_on, now()), updated_by = ${revoker}
        WHERE ref_id = ${refId} RETURNING revoked_on AS "revokedAt"`,
    );
    return revoked?.revokedAt ?? null;
  });
}

/** Every API client, newest first. @param tenant slug; null for all tenants @param pool as app_user */
export async function listClients(pool: pg.Pool, tenant: string | null): Promise<ListedClient[]> {
  return inTransaction(pool, 'platform', 'write', (run) =>
    run<ListedClient>(
      sql`SELECT c.ref_id AS "refId", t.slug AS tenant, c.name, c.scopes, c.last_used_on AS "lastUsedAt", c.revoked_on AS "revokedAt"
        FROM api_clients c JOIN tenants t ON t.id = c.tenant_id
        WHERE ${tenant}::text IS NULL OR t.slug = ${tenant} ORDER BY c.ref_id DESC`,
    ),
  );
}

/** The user that stands for the platform itself: what is done at a terminal, it does. Null in a database without one. */
async function systemUser(run: Run): Promise<string | null> {
  const [user] = await run<{ id: string }>(
    sql`SELECT u.id FROM users u JOIN tenants t ON t.id = u.tenant_id
      WHERE t.slug = 'platform' AND u.kind = 'service' AND u.deleted_on IS NULL ORDER BY u.ref_id LIMIT 1`,
  );
  return user?.id ?? null;
}
