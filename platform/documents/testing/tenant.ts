import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { compile, sql } from '../../database/sql.ts';
import { mintUlid, ulidTime } from '../../ids/ulid.ts';

/** A tenant of a test's own, for documents to belong to. @returns its UUID */
export async function makeTenant(pool: pg.Pool): Promise<string> {
  const id = randomUUID();
  const refId = mintUlid();
  const createdOn = new Date(ulidTime(refId)).toISOString();
  const client = await pool.connect();
  const statements = [
    sql`BEGIN`,
    sql`SELECT set_config('app.tenant_id', ${id}, true)`,
    sql`INSERT INTO tenants (id, ref_id, slug, name, plan, status, data_privacy_level, deployment_mode, created_on)
        VALUES (${id}::uuid, ${refId}, ${refId.toLowerCase()}, 'Documents', 'pro', 'active', 'cloud_ok', 'saas',
                ${createdOn}::timestamptz)`,
    sql`COMMIT`,
  ];
  let failed = true;
  try {
    for (const statement of statements) {
      const { text, values } = compile(statement);
      await client.query(text, [...values]);
    }
    failed = false;
  } finally {
    client.release(failed);
  }
  return id;
}
