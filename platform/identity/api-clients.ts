import { LRUCache } from 'lru-cache';
import type pg from 'pg';
import { compile, sql, type Sql } from '../database/sql.ts';

/** What the door knows of an API client that asks for a token. */
export interface ClientCredentials {
  /** ULIDs of its tenant and of the service user that it acts as. */
  readonly tenantRefId: string;
  readonly userRefId: string;
  readonly scopes: readonly string[];
  readonly secretHash: string;
  /** False once it is revoked, or its user is gone. */
  readonly mayAsk: boolean;
}

/** Clients whose use a process remembers to have noted, and for how long in milliseconds. */
const remembered = { max: 10_000, ttl: 60_000 };

/** Reads what the door must know of API clients, and notes that they are in use. */
export class ApiClients {
  private readonly pool: pg.Pool;
  private readonly report: (fault: unknown) => void;
  private readonly noted = new LRUCache<string, true>(remembered);

  /**
   * @param pool as app_user
   * @param report told where a use could not be noted
   */
  constructor(pool: pg.Pool, report: (fault: unknown) => void) {
    this.pool = pool;
    this.report = report;
  }

  /** The client of that ULID; null for none. */
  async credentials(refId: string): Promise<ClientCredentials | null> {
    const [client] = await this.run<ClientCredentials>(
      sql`SELECT tenant_ref_id AS "tenantRefId", user_ref_id AS "userRefId", scopes, secret_hash AS "secretHash", may_ask AS "mayAsk"
        FROM api_client_credentials(${refId})`,
    );
    return client ?? null;
  }

  /** Notes beside the request that the client is in use; once a minute, and no answer waits for it or fails with it. */
  noteUse(refId: string): void {
    if (this.noted.has(refId)) return;
    this.noted.set(refId, true);
    this.run(sql`SELECT note_api_client_use(${refId})`).catch(this.report);
  }

  private async run<Row extends object>(statement: Sql): Promise<Row[]> {
    const { rows } = await this.pool.query<Row>(compile(statement) as pg.QueryConfig); // the driver never writes to the values
    return rows;
  }
}
