import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { Table } from '../../platform/database/table.ts';
import { tables } from '../../platform/database/tables.ts';
import { ownDatabase, type OwnDatabase } from '../../tests/support/own-database.ts';
import { queryOn } from './query.ts';
import { uniqueKeys } from './unique-keys.ts';
import { validateSchema } from './validate.ts';

const models: readonly Table[] = Object.values(tables);
const mine = '(tenant_id = ( SELECT app.current_tenant() AS current_tenant))';

/** On a database of its own: the changes lock what other tests read. Each is rolled back. */
describe('validateSchema', () => {
  let database: OwnDatabase;
  let client: pg.Client;
  beforeAll(async () => {
    database = await ownDatabase();
    client = new pg.Client(database.migratorUrl);
    await client.connect();
    await client.query('SELECT partition_name FROM ensure_llm_call_partitions()');
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });
  beforeEach(() => client.query('BEGIN'));
  afterEach(() => client.query('ROLLBACK'));

  /** `object: message [rule]` of each breach after a change. */
  async function breachesAfter(change: string, of: readonly Table[] = models): Promise<string[]> {
    await client.query(change);
    const breaches = await validateSchema({ query: queryOn(client), models: of });
    return breaches.map(({ rule, object, message }) => `${object}: ${message} [${rule}]`);
  }

  /** The models with some columns of one model replaced, or with `undefined` taken away. */
  function modelsWith(name: string, columns: Readonly<Record<string, unknown>>): Table[] {
    return models.map((model) => {
      const changed = Object.entries({ ...model.columns, ...columns }).filter(([, column]) => column !== undefined);
      return model.name === name ? { ...model, columns: Object.fromEntries(changed) } : model;
    });
  }

  it('finds nothing in the product', async () => {
    expect(await breachesAfter('SELECT')).toEqual([]);
  });

  describe('tells of tenant columns', () => {
    it('that may be null', async () => {
      const told = await breachesAfter('ALTER TABLE goals ALTER tenant_id DROP NOT NULL');
      expect(told).toEqual([
        'goals: tenant_id may be null, expected NOT NULL [tenant column]',
        'goals: tenant_id is uuid in the database and uuid NOT NULL in the model [drift]',
      ]);
    });
    it('that are missing, with all that rests on them', async () => {
      const told = await breachesAfter(
        `CREATE TABLE notes (id uuid PRIMARY KEY, ref_id char(26) COLLATE "C");
         ALTER TABLE notes ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY`,
      );
      expect(told).toEqual([
        'notes: has no tenant_id, expected uuid NOT NULL [tenant column]',
        'notes: has no valid foreign key (tenant_id) to tenants (id) [tenant column]',
        'notes: has no INSERT policy with a WITH CHECK [policies]',
        'notes: no index begins with (tenant_id, ref_id) over all rows [indexes]',
        'notes: is in the database and not in the models [drift]',
      ]);
    });
    it.each(['', 'NOT VALID'])('whose foreign key is gone or unchecked (%j)', async (left) => {
      const again = 'ADD CONSTRAINT goals_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (id) NOT VALID';
      const told = await breachesAfter(
        `ALTER TABLE goals DROP CONSTRAINT goals_tenant_id_fkey${left === '' ? '' : `, ${again}`}`,
      );
      expect(told).toEqual(['goals: has no valid foreign key (tenant_id) to tenants (id) [tenant column]']);
    });
  });

  it.each(['goals', 'llm_calls_default'])('tells of tenants taken to be alike in %s', async (table) => {
    const told = await breachesAfter(`ALTER TABLE ${table} ALTER tenant_id RESET (n_distinct)`);
    expect(told.join()).toMatch(new RegExp(`^${table}: .* expected n_distinct=100: .* \\[tenant estimate\\]$`));
  });

  describe('tells of row-level security', () => {
    it.each([
      ['goals', 'NO FORCE', 'not forced'],
      ['tenants', 'DISABLE', 'off'],
      ['llm_calls_default', 'DISABLE', 'off'],
      ['llm_calls_default', 'NO FORCE', 'not forced'],
    ])('on %s that is %s', async (table, change, found) => {
      expect(await breachesAfter(`ALTER TABLE ${table} ${change} ROW LEVEL SECURITY`)).toEqual([
        `${table}: row-level security is ${found}, expected ENABLE and FORCE [row-level security]`,
      ]);
    });
  });

  describe('tells of policies', () => {
    it('that are missing for writing', async () => {
      expect(await breachesAfter('DROP POLICY tenant_insert ON goals')).toEqual([
        'goals: has no INSERT policy with a WITH CHECK [policies]',
      ]);
    });
    it('that check nothing of their own on writing', async () => {
      const change = `DROP POLICY tenant_update ON goals;
        CREATE POLICY tenant_update ON goals FOR UPDATE TO app_user USING (tenant_id = (SELECT app.current_tenant()))`;
      expect(await breachesAfter(change)).toEqual([
        `goals: policy tenant_update has WITH CHECK nothing, expected ${mine} [policies]`,
      ]);
    });
    it.each([
      ['ALTER POLICY tenant_insert ON goals WITH CHECK (true)', 'tenant_insert has WITH CHECK true', mine],
      ['ALTER POLICY tenant_delete ON goals USING (true)', 'tenant_delete has USING true', mine],
      [
        'CREATE POLICY wide ON goals FOR SELECT TO PUBLIC USING (true)',
        'wide has USING true',
        `(${mine} OR ( SELECT app.is_platform() AS is_platform))`,
      ],
    ])('that let through more than the tenant: %s', async (change, found, expected) => {
      expect(await breachesAfter(change)).toEqual([`goals: policy ${found}, expected ${expected} [policies]`]);
    });
    it('of hybrids that write rows of no tenant outside of platform scope', async () => {
      const told = await breachesAfter(
        'ALTER POLICY tenant_insert ON llm_providers WITH CHECK (tenant_id = (SELECT app.current_tenant()) OR tenant_id IS NULL)',
      );
      expect(told).toEqual([
        expect.stringMatching(/^llm_providers: policy tenant_insert has WITH CHECK .* \[policies\]$/),
      ]);
    });
  });

  describe('tells of foreign keys', () => {
    it('between tenant tables that lack tenant_id', async () => {
      const change = `ALTER TABLE goals DROP CONSTRAINT goals_tenant_id_strategy_id_fkey,
        ADD CONSTRAINT plain FOREIGN KEY (strategy_id) REFERENCES strategies (id)`;
      expect(await breachesAfter(change)).toEqual([
        'goals: plain (strategy_id) to strategies lacks tenant_id, expected (tenant_id, …) on both sides [foreign keys]',
      ]);
    });
    it('of who acted that point to anything but users', async () => {
      const change = `ALTER TABLE goals DROP CONSTRAINT goals_created_by_fkey,
        ADD CONSTRAINT plain FOREIGN KEY (created_by) REFERENCES strategies (id)`;
      expect(await breachesAfter(change)).toEqual([
        'goals: plain (created_by) to strategies lacks tenant_id, expected (tenant_id, …) on both sides [foreign keys]',
      ]);
    });
    it('that are not there at all', async () => {
      expect(await breachesAfter('ALTER TABLE goals DROP CONSTRAINT goals_tenant_id_strategy_id_fkey')).toEqual([
        'goals: strategy_id is a uuid without a foreign key [foreign keys]',
      ]);
    });
    it('that were never checked', async () => {
      const change = `ALTER TABLE goals DROP CONSTRAINT goals_tenant_id_strategy_id_fkey, ADD CONSTRAINT late
        FOREIGN KEY (tenant_id, strategy_id) REFERENCES strategies (tenant_id, id) NOT VALID`;
      expect(await breachesAfter(change)).toEqual(['goals: late is not validated [foreign keys]']);
    });
  });

  describe('tells of grants', () => {
    const logged = 'expected SELECT, INSERT';
    it.each([
      ['SELECT ON llm_calls_default TO app_user', 'llm_calls_default: app_user is granted SELECT, expected nothing'],
      [
        'SELECT (id) ON llm_calls_default TO PUBLIC',
        'llm_calls_default: PUBLIC is granted SELECT (id), expected nothing',
      ],
      ['UPDATE ON activity_runs TO app_user', `activity_runs: app_user is granted UPDATE, ${logged}`],
      ['UPDATE (status) ON tool_calls TO app_user', `tool_calls: app_user is granted UPDATE (status), ${logged}`],
      ['DELETE ON llm_calls TO app_user', `llm_calls: app_user is granted DELETE, ${logged}`],
      ['UPDATE ON billing_events TO PUBLIC', 'billing_events: PUBLIC is granted UPDATE, expected nothing'],
      ['DELETE ON lead_activities TO PUBLIC', 'lead_activities: PUBLIC is granted DELETE, expected nothing'],
      ['TRUNCATE ON goals TO app_user', 'goals: app_user is granted TRUNCATE, expected SELECT, INSERT, UPDATE, DELETE'],
      ['INSERT ON goals TO readonly_user', 'goals: readonly_user is granted INSERT, expected SELECT'],
    ])('GRANT %s', async (grant, told) => {
      expect(await breachesAfter(`GRANT ${grant}`)).toEqual([`${told} [grants]`]);
    });
  });

  describe('tells of indexes', () => {
    it('that the data model names and that are missing', async () => {
      expect(await breachesAfter('DROP INDEX idx_llm_calls_tenant_created')).toEqual([
        'llm_calls: the mandatory index idx_llm_calls_tenant_created is missing [indexes]',
      ]);
    });
    it.each([
      ['goals (tenant_id, status)', '(tenant_id, status)'],
      ["goals (tenant_id, strategy_id) WHERE name = ''", "(tenant_id, strategy_id) WHERE ((name)::text = ''::text)"],
      ['goals (tenant_id, strategy_id DESC)', '(tenant_id, strategy_id DESC)'],
    ])('whose columns or rows are others: %s', async (definition, found) => {
      const change = `DROP INDEX idx_goals_tenant_strategy; CREATE INDEX idx_goals_tenant_strategy ON ${definition}`;
      expect(await breachesAfter(change)).toEqual([
        `goals: the mandatory index idx_goals_tenant_strategy is ${found}, expected (tenant_id, strategy_id) [indexes]`,
      ]);
    });
    it('that no longer refuse a second row', async () => {
      const change = `DROP INDEX idx_ad_campaigns_external;
        CREATE INDEX idx_ad_campaigns_external ON ad_campaigns (tenant_id, platform, external_campaign_id)`;
      const columns = '(tenant_id, platform, external_campaign_id)';
      expect(await breachesAfter(change)).toEqual([
        `ad_campaigns: the mandatory index idx_ad_campaigns_external is ${columns}, expected unique ${columns} [indexes]`,
      ]);
    });
    it.each(uniqueKeys)('without which one row may be two: $name', async ({ name, table }) => {
      const drop = `ALTER TABLE ${table} DROP CONSTRAINT IF EXISTS ${name}; DROP INDEX IF EXISTS ${name}`;
      expect(await breachesAfter(drop)).toEqual([`${table}: the mandatory index ${name} is missing [indexes]`]);
    });
    it('that are unique over other rows', async () => {
      const change = `DROP INDEX idx_strategies_one_active;
        CREATE UNIQUE INDEX idx_strategies_one_active ON strategies (tenant_id) WHERE status = 'archived'`;
      const where = (status: string): string => `unique (tenant_id) WHERE (status = '${status}'::strategy_status)`;
      expect(await breachesAfter(change)).toEqual([
        `strategies: the mandatory index idx_strategies_one_active is ${where('archived')}, expected ${where('active')} [indexes]`,
      ]);
    });
    it('that a partition lacks', async () => {
      const change = `DROP INDEX idx_llm_calls_tenant_created;
        CREATE INDEX idx_llm_calls_tenant_created ON ONLY llm_calls (tenant_id, created_on DESC)`;
      expect(await breachesAfter(change)).toEqual([
        'llm_calls: the mandatory index idx_llm_calls_tenant_created is not valid [indexes]',
      ]);
    });
    it("that a tenant's list and cursor need", async () => {
      expect(await breachesAfter('DROP INDEX idx_goals_tenant_ref')).toEqual([
        'goals: no index begins with (tenant_id, ref_id) over all rows [indexes]',
      ]);
    });
  });

  describe('tells of models', () => {
    it('that lack a base field or have it otherwise', async () => {
      const column = { name: 'updated_by', type: 'uuid', nullable: false };
      const changed = modelsWith('goals', { updatedById: column, deletedAt: undefined });
      expect((await breachesAfter('SELECT', changed)).filter((line) => line.endsWith('[base record]'))).toEqual([
        "goals: the model's updated_by is uuid NOT NULL, expected uuid [base record]",
        "goals: the model's deleted_on is missing, expected timestamptz [base record]",
      ]);
    });
    it('that have a base field their table must not have', async () => {
      const changed = modelsWith('tool_calls', {
        updatedAt: { name: 'updated_on', type: 'timestamptz', nullable: true },
      });
      expect(await breachesAfter('ALTER TABLE tool_calls ADD updated_on timestamptz', changed)).toEqual([
        'tool_calls: the model has updated_on, expected none: its rows are never changed or never soft-deleted [base record]',
      ]);
    });
  });

  describe('tells of drift', () => {
    it.each([
      ['ALTER TABLE goals ADD extra text', 'goals: extra is in the database and not in the model'],
      ['ALTER TABLE goals DROP description', 'goals: description is in the model and not in the database'],
      [
        'ALTER TABLE goals ALTER description SET NOT NULL',
        'goals: description is text NOT NULL in the database and text in the model',
      ],
      [
        'ALTER TABLE goals ALTER priority TYPE integer',
        'goals: priority is int4 NOT NULL in the database and int2 NOT NULL in the model',
      ],
      ['DROP TABLE documents', 'documents: is in the models and not in the database'],
    ])('after %s', async (change, told) => {
      expect(await breachesAfter(change)).toEqual([`${told} [drift]`]);
    });
    it('in the labels of an enum', async () => {
      const told = await breachesAfter("ALTER TYPE goal_period ADD VALUE 'weekly'");
      expect(told).toEqual([
        'goals: period is goal_period of monthly, quarterly, annual, weekly NOT NULL in the database and ' +
          'goal_period of monthly, quarterly, annual NOT NULL in the model [drift]',
      ]);
    });
  });

  describe('tells of what runs as its owner', () => {
    it.each([
      ['VIEW', 'reads as its owner, expected WITH (security_invoker)'],
      ['MATERIALIZED VIEW', 'is materialized: row-level security cannot hold it'],
    ])('a %s', async (kind, message) => {
      expect(await breachesAfter(`CREATE ${kind} all_goals AS SELECT id FROM goals`)).toEqual([
        `all_goals: ${message} [views]`,
      ]);
    });
    it('but not of a view that reads as its caller', async () => {
      expect(
        await breachesAfter('CREATE VIEW my_goals WITH (security_invoker = true) AS SELECT id FROM goals'),
      ).toEqual([]);
    });
    it.each([
      ['', "takes its caller's search_path, expected SET search_path = …, pg_temp"],
      ['SET search_path = pg_catalog', 'has search_path pg_catalog, expected pg_temp last'],
    ])('a function that finds what its caller likes (%j)', async (setting, message) => {
      const change = `CREATE FUNCTION app.peek() RETURNS integer LANGUAGE sql SECURITY DEFINER ${setting} AS 'SELECT 1';
        REVOKE EXECUTE ON FUNCTION app.peek() FROM PUBLIC`;
      expect(await breachesAfter(change)).toEqual([`app.peek(): ${message} [security definer]`]);
    });
    it('a function that anyone may call', async () => {
      expect(await breachesAfter('GRANT EXECUTE ON FUNCTION finish_activity_run TO PUBLIC')).toEqual([
        expect.stringMatching(/^finish_activity_run\(.*\): may be executed by PUBLIC, expected REVOKE EXECUTE \[/),
      ]);
    });
  });
});
