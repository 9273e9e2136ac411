import type pg from 'pg';
import type { Samples } from './list-questions.ts';
import { largeTenant, tenantIdOf } from './large-tenant.ts';

/** What lists are asked about: rows of the large tenant that have many below them. */
export interface ListSamples {
  /** UUID of the tenant. */
  readonly tenantId: string;
  /** Type of the graph → ULID of a row that lists hang under. */
  readonly parents: ReadonlyMap<string, string>;
  readonly filters: Samples;
}

const day = 86_400_000;

/** The reviewer who asks: `claimsAt`. */
const reviewer = `u.tenant_id = $1 AND u.email = 'reviewer@${largeTenant}.example'`;

/** False, which sorts first, for what is the reviewer's. */
const isReviewers = (column: string): string =>
  `${column} IS DISTINCT FROM (SELECT u.id FROM users u WHERE ${reviewer})`;

/** Where a type's busy row is found; `$1` is the tenant. */
const busy: Readonly<Record<string, string>> = {
  Tenant: 'SELECT ref_id FROM tenants WHERE id = $1',
  User: `SELECT u.ref_id FROM users u WHERE ${reviewer} LIMIT 1`,
  Strategy: `SELECT ref_id FROM strategies WHERE tenant_id = $1 AND status = 'active'`,
  Goal: 'SELECT ref_id FROM goals WHERE tenant_id = $1 ORDER BY ref_id LIMIT 1',
  Deliverable: 'SELECT ref_id FROM deliverables WHERE tenant_id = $1 ORDER BY ref_id LIMIT 1',
  DeliverablePeriod: 'SELECT ref_id FROM deliverable_periods WHERE tenant_id = $1 ORDER BY ref_id LIMIT 1',
  // The reviewer's own, so that both who read all and who read their own find it.
  Activity: `SELECT p.ref_id FROM activities p JOIN activities c ON c.parent_activity_id = p.id
              WHERE p.tenant_id = $1 ORDER BY ${isReviewers('p.assignee_user_id')}, p.ref_id LIMIT 1`,
  ActivityRun: `SELECT r.ref_id FROM activity_runs r JOIN activities a ON a.id = r.activity_id
                 WHERE r.tenant_id = $1 ORDER BY ${isReviewers('a.assignee_user_id')}, r.ref_id LIMIT 1`,
  AgentConfig: `SELECT ref_id FROM agent_configs WHERE tenant_id = $1 AND agent_role = 'copywriter'`,
  Channel: 'SELECT ref_id FROM channels WHERE tenant_id = $1 ORDER BY ref_id LIMIT 1',
  BlogRequest: `SELECT subject_ref_id AS ref_id FROM activities WHERE tenant_id = $1 AND subject_type = 'BlogRequest' AND type = 'other' LIMIT 1`,
  Backlink: `SELECT subject_ref_id AS ref_id FROM activities WHERE tenant_id = $1 AND subject_type = 'Backlink' LIMIT 1`,
  Lead: `SELECT l.ref_id FROM leads l JOIN lead_activities a ON a.lead_id = l.id
          WHERE l.tenant_id = $1 ORDER BY ${isReviewers('l.assigned_to')}, l.ref_id LIMIT 1`,
  AdCampaign: 'SELECT ref_id FROM ad_campaigns WHERE tenant_id = $1 ORDER BY ref_id LIMIT 1',
};

/** Which type's row an id of a filter names. */
const namedBy: Readonly<Record<string, string>> = {
  assigneeUserId: 'User',
  assignedToId: 'User',
  deliverableId: 'Deliverable',
  deliverablePeriodId: 'DeliverablePeriod',
  goalId: 'Goal',
  parentId: 'Activity',
  activityId: 'Activity',
  activityRunId: 'ActivityRun',
  strategyId: 'Strategy',
  channelId: 'Channel',
  campaignId: 'AdCampaign',
};

const texts: Readonly<Record<string, readonly unknown[]>> = {
  assigneeAgentRole: ['copywriter'],
  toolName: ['wordpress'],
  email: ['lead-12@example.com'],
  subjectType: [['BlogRequest'], ['BlogRequest', 'SocialMediaRequest']],
  eventType: [['subscription.charged']],
  appAccess: ['dashboard'],
  slugs: [['scale-00001']],
};

/** @param pool as migrator_user */
export async function listSamples(pool: pg.Pool): Promise<ListSamples> {
  const tenantId = await tenantIdOf(pool);
  const parents = new Map<string, string>();
  for (const [type, statement] of Object.entries(busy)) {
    const { rows } = await pool.query<{ ref_id: string }>(statement, [tenantId]);
    const [row] = rows;
    if (row === undefined) throw new Error(`expected the large tenant to have a ${type}`);
    parents.set(type, row.ref_id);
  }
  const at = (days: number): string => new Date(Date.now() - days * day).toISOString();
  const filters: Samples = (field, type) => {
    switch (type) {
      case 'ID':
        return [parents.get(namedBy[field] ?? '')].filter((id) => id !== undefined);
      case 'DateTimeRange':
        return [
          { from: at(30), to: at(0) },
          { from: at(200), to: at(199) },
        ];
      case 'DateRange':
        return [{ from: at(60).slice(0, 10), to: at(0).slice(0, 10) }];
      case 'DateTime':
        return [at(0), at(-30)];
      case 'Date':
        return [at(0).slice(0, 10), at(100).slice(0, 10)];
      case 'YearMonth':
        return [[at(0).slice(0, 7)]];
      case 'String':
        return field === 'agentRole' ? ['copywriter'] : (texts[field] ?? []);
      default:
        return [];
    }
  };
  return { tenantId, parents, filters };
}
