import type pg from 'pg';
import { sql } from '../../platform/database/sql.ts';
import { inTransaction } from '../../platform/database/transaction.ts';

/** Rows of one tenant, by their ULIDs, that the explorer's examples ask about; null where it has none of the kind. */
export interface ExampleFacts {
  readonly tenantRefId: string;
  readonly slug: string;
  readonly strategyRefId: string | null;
  readonly runRefId: string | null;
  readonly campaignRefId: string | null;
  /** A gate that waits for an activity's approval; a decided one where none waits any more. */
  readonly gateRefId: string | null;
  /** One row of each of several types. */
  readonly someRefIds: readonly string[];
}

/**
 * The newest rows of a tenant for the examples' variables.
 * @param pool as app_user
 * @returns null when there is no such tenant
 */
export async function findExampleFacts(pool: pg.Pool, slug: string): Promise<ExampleFacts | null> {
  const [facts] = await inTransaction(pool, 'platform', 'read', (run) =>
    run<ExampleFacts>(
      sql`SELECT t.ref_id AS "tenantRefId", t.slug,
                 (SELECT max(s.ref_id) FROM strategies s WHERE s.tenant_id = t.id AND s.status = 'active') AS "strategyRefId",
                 (SELECT max(r.ref_id) FROM activity_runs r WHERE r.tenant_id = t.id AND r.status = 'completed') AS "runRefId",
                 (SELECT c.ref_id FROM search_term_classifications k JOIN ad_campaigns c ON c.id = k.ad_campaign_id
                   WHERE k.tenant_id = t.id AND k.status = 'pending_review' ORDER BY c.ref_id DESC LIMIT 1) AS "campaignRefId",
                 (SELECT a.ref_id FROM approvals p JOIN activities a ON a.tenant_id = p.tenant_id AND a.id = p.activity_id
                   WHERE p.tenant_id = t.id AND p.subject_type = 'Activity' AND a.is_approval_gate
                   ORDER BY p.status = 'pending' DESC, p.ref_id DESC LIMIT 1) AS "gateRefId",
                 ARRAY(SELECT max(ref_id) FROM leads WHERE tenant_id = t.id AND deleted_on IS NULL
                       UNION ALL SELECT max(ref_id) FROM blog_posts WHERE tenant_id = t.id
                       UNION ALL SELECT max(ref_id) FROM social_posts WHERE tenant_id = t.id
                       UNION ALL SELECT max(ref_id) FROM backlinks WHERE tenant_id = t.id
                       UNION ALL SELECT max(ref_id) FROM activities WHERE tenant_id = t.id
                       UNION ALL SELECT max(ref_id) FROM goals WHERE tenant_id = t.id)::text[] AS "someRefIds"
            FROM tenants t WHERE t.slug = ${slug}`,
    ),
  );
  return facts ?? null;
}
