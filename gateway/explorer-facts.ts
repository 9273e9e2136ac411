import type pg from 'pg';
import { ReadScope } from '../platform/database/read-scope.ts';
import { sql } from '../platform/database/sql.ts';
import { StatementLog } from '../platform/database/statement-log.ts';
import type { ExampleFacts } from './explorer-examples.ts';

/** Rows of one tenant for the examples' variables: its newest strategy and run. @returns null when there is no such tenant */
export async function explorerFacts(pool: pg.Pool, slug: string): Promise<ExampleFacts | null> {
  const reads = new ReadScope(pool, { tenantId: null, platform: true });
  try {
    const [facts] = await reads.reader(new StatementLog({ keepTexts: false })).query<ExampleFacts>(
      sql`SELECT t.ref_id AS "tenantRefId", t.slug,
                 (SELECT max(s.ref_id) FROM strategies s WHERE s.tenant_id = t.id AND s.status = 'active') AS "strategyRefId",
                 (SELECT max(r.ref_id) FROM activity_runs r WHERE r.tenant_id = t.id AND r.status = 'completed') AS "runRefId",
                 (SELECT c.ref_id FROM search_term_classifications k JOIN ad_campaigns c ON c.id = k.ad_campaign_id
                   WHERE k.tenant_id = t.id AND k.status = 'pending_review' ORDER BY c.ref_id DESC LIMIT 1) AS "campaignRefId",
                 ARRAY(SELECT max(ref_id) FROM leads WHERE tenant_id = t.id AND deleted_on IS NULL
                       UNION ALL SELECT max(ref_id) FROM blog_posts WHERE tenant_id = t.id
                       UNION ALL SELECT max(ref_id) FROM social_posts WHERE tenant_id = t.id
                       UNION ALL SELECT max(ref_id) FROM backlinks WHERE tenant_id = t.id
                       UNION ALL SELECT max(ref_id) FROM activities WHERE tenant_id = t.id
                       UNION ALL SELECT max(ref_id) FROM goals WHERE tenant_id = t.id)::text[] AS "someRefIds"
            FROM tenants t WHERE t.slug = ${slug}`,
    );
    return facts ?? null;
  } finally {
    await reads.end();
  }
}
