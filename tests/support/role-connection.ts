import pg from 'pg';
import type { TenantScope } from '../../platform/database/read-scope.ts';

/** What became of a statement: how many rows it touched, or the SQLSTATE it was refused with. */
export type Outcome = number | string;

/** Sees and writes nothing: no tenant is set. */
export const nobody: TenantScope = { tenantId: null, platform: false };
/** Reads across tenants. */
export const everyone: TenantScope = { tenantId: null, platform: true };

/** The scope of one tenant's statements. */
export function only({ id }: { readonly id: string }): TenantScope {
  return { tenantId: id, platform: false };
}

/** What becomes of one statement on each of some tables. */
export async function onEach(
  tables: Iterable<string>,
  attempt: (table: string) => Promise<Outcome>,
): Promise<Record<string, Outcome>> {
  const outcomes: Record<string, Outcome> = {};
  for (const table of tables) outcomes[table] = await attempt(table);
  return outcomes;
}

/** The same outcome on each of some tables. */
export function each(tables: Iterable<string>, outcome: Outcome): Record<string, Outcome> {
  return Object.fromEntries([...tables].map((table) => [table, outcome]));
}

/** One role's connection, for plain SQL: what stands here stands in the database alone, whatever the product would send. */
export class RoleConnection {
  private readonly client: pg.Client;

  private constructor(client: pg.Client) {
    this.client = client;
  }

  static async open(url: string): Promise<RoleConnection> {
    const client = new pg.Client(url);
    await client.connect();
    return new RoleConnection(client);
  }

  close(): Promise<void> {
    return this.client.end();
  }

  /** The rows of a statement, which is committed. @throws pg.DatabaseError when it is refused */
  async rows(scope: TenantScope, text: string, ...values: readonly unknown[]): Promise<Record<string, unknown>[]> {
    return (await this.run('COMMIT', scope, text, values)).rows;
  }

  /** Tries a statement and takes it back. */
  async attempt(scope: TenantScope, text: string, ...values: readonly unknown[]): Promise<Outcome> {
    try {
      return (await this.run('ROLLBACK', scope, text, values)).rowCount ?? 0;
    } catch (error) {
      if (error instanceof pg.DatabaseError && error.code !== undefined) return error.code;
      throw error;
    }
  }

  /** Tries a statement that a constraint or a trigger stands against. @returns the SQLSTATE and the name of the constraint */
  async refusal(scope: TenantScope, text: string, ...values: readonly unknown[]): Promise<string> {
    try {
      return `not refused: ${(await this.run('ROLLBACK', scope, text, values)).rowCount} rows`;
    } catch (error) {
      if (error instanceof pg.DatabaseError) return `${error.code} ${error.constraint ?? ''}`.trim();
      throw error;
    }
  }

  private async run(
    end: 'COMMIT' | 'ROLLBACK',
    { tenantId, platform }: TenantScope,
    text: string,
    values: readonly unknown[],
  ): Promise<pg.QueryResult<Record<string, unknown>>> {
    await this.client.query('BEGIN');
    let finish = 'ROLLBACK';
    try {
      await this.client.query(`SELECT set_config('app.tenant_id', $1, true), set_config('app.scope', $2, true)`, [
        tenantId ?? '',
        platform ? 'platform' : '',
      ]);
      const result = await this.client.query<Record<string, unknown>>(text, [...values]);
      finish = end;
      return result;
    } finally {
      await this.client.query(finish);
    }
  }
}
