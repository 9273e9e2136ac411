import { readdirSync, readFileSync } from 'node:fs';
import type pg from 'pg';
import { projectPath } from '../../../platform/config/paths.ts';
import type { Claims } from '../../../platform/identity/claims.ts';
import type { Persona } from '../../../platform/identity/viewer.ts';
import { claimsAt, largeTenant, tenantIdOf } from './large-tenant.ts';

/** An operation of operations/, asked by somebody. */
export interface OperationQuestion {
  readonly name: string;
  readonly text: string;
  readonly as: Claims;
  readonly variables: object;
}

const day = 86_400_000;

/** Who asks each operation where it is not the tenant's admin. */
const askedBy: Readonly<Record<string, Persona>> = {
  ApprovalLatency: 'analyst',
  CostPerPublishedPost: 'analyst',
  GoalProgressBook: 'analyst',
  LlmCostByAgent: 'analyst',
  SearchTermWaste: 'analyst',
  MyInbox: 'reviewer',
  PortfolioHealth: 'super_admin',
  PublishedContentFeed: 'partner',
  ResolveIds: 'partner',
};

/**
 * Names of the operations of operations/ that read: each is asked many times of the same rows. A mutation would change what the next one
 * is measured on.
 */
export function questionNames(): string[] {
  return readdirSync(projectPath('operations'))
    .map((file) => file.replace('.graphql', ''))
    .filter((name) => !/^mutation /m.test(textOf(name)))
    .sort();
}

function textOf(name: string): string {
  return readFileSync(projectPath('operations', `${name}.graphql`), 'utf8');
}

/**
 * Every operation of operations/ that reads, as people of a tenant ask it: a page of what there is, over a month where a range is asked for
 * and a year where the operation is a report of one.
 * @param pool as migrator_user
 */
export async function operationQuestions(pool: pg.Pool, slug = largeTenant): Promise<OperationQuestion[]> {
  const variables = await variablesOf(pool, slug);
  const questions: OperationQuestion[] = [];
  for (const name of questionNames()) {
    const text = textOf(name);
    const given = Object.fromEntries(
      Object.entries({ ...variables, ...special(name, variables) }).filter(([variable]) =>
        text.includes(`$${variable}:`),
      ),
    );
    questions.push({ name, text, as: await claimsAt(pool, askedBy[name] ?? 'admin', slug), variables: given });
  }
  return questions;
}

/** What a variable means in that operation where its name says something else elsewhere. */
function special(name: string, { strategyId, runId, monthStart }: Record<string, unknown>): Record<string, unknown> {
  switch (name) {
    case 'StrategyDetail':
      return { id: strategyId };
    case 'RunTrace':
      return { id: runId };
    case 'GoalProgressBook':
      return { from: String(monthStart).slice(0, 10), to: String(monthStart).slice(0, 10) };
    default:
      return {};
  }
}

async function variablesOf(pool: pg.Pool, slug: string): Promise<Record<string, unknown>> {
  const now = Date.now();
  const tenantId = await tenantIdOf(pool, slug);
  const idsOf = async (table: string, limit: number, where = 'true'): Promise<string[]> => {
    const { rows } = await pool.query<{ ref_id: string }>(
      `SELECT ref_id FROM ${table} WHERE tenant_id = $1 AND ${where} ORDER BY ref_id DESC LIMIT ${limit}`,
      [tenantId],
    );
    return rows.map((row) => row.ref_id);
  };
  const { rows: tenants } = await pool.query<{ ref_id: string }>('SELECT ref_id FROM tenants WHERE id = $1', [
    tenantId,
  ]);
  const mixed = ['leads', 'blog_posts', 'social_posts', 'backlinks', 'activities', 'deliverable_periods', 'goals'];
  const today = new Date(now).toISOString().slice(0, 10);
  return {
    today,
    on: today,
    now: new Date(now).toISOString(),
    monthStart: `${today.slice(0, 7)}-01T00:00:00.000Z`,
    since: new Date(now - 30 * day).toISOString(),
    from: new Date(now - 30 * day).toISOString(),
    to: new Date(now).toISOString(),
    range: { from: new Date(now - 60 * day).toISOString().slice(0, 10), to: today },
    slug,
    tenantId: tenants[0]?.ref_id,
    first: 50,
    status: ['IN_PROGRESS', 'AWAITING_APPROVAL', 'FAILED'],
    campaignId: (await idsOf('ad_campaigns', 1))[0],
    strategyId: (await idsOf('strategies', 1, "status = 'active'"))[0],
    runId: (await idsOf('activity_runs', 1, "status = 'completed'"))[0],
    ids: (await Promise.all(mixed.map((table) => idsOf(table, 14)))).flat(),
  };
}
