import type { Rows } from '../../platform/commands/rows.ts';
import { sql } from '../../platform/database/sql.ts';
import { spendMonth } from './spend.rules.ts';

/**
 * Adds what was spent to the month that it was spent in, and to the tenant's copy of that sum.
 * @param amountUsd exact decimal text
 * @param spentAt decides the UTC month
 */
export async function addSpend(rows: Rows, amountUsd: string, spentAt: Date): Promise<void> {
  await rows.query(
    sql`WITH month AS (
        INSERT INTO tenant_spend_months AS known (tenant_id, month, spent_usd)
        VALUES (${rows.tenantId}::uuid, ${spendMonth(spentAt).first}::date, ${amountUsd}::numeric)
        ON CONFLICT (tenant_id, month) DO UPDATE SET spent_usd = known.spent_usd + excluded.spent_usd
        RETURNING spent_usd)
      UPDATE tenants SET current_month_spend_usd = month.spent_usd FROM month WHERE tenants.id = ${rows.tenantId}::uuid`,
  );
}
