/** An index that must be there by this name; its predicate as PostgreSQL prints it. */
export interface MandatoryIndex {
  readonly name: string;
  readonly table: string;
  /** Key columns in order, with ` DESC` where they descend; INCLUDE columns may follow. */
  readonly columns: readonly string[];
  readonly predicate?: string;
  readonly unique?: true;
}

/** The indexes that the data model names, with the contract's corrections of names and columns. */
export const mandatoryIndexes: readonly MandatoryIndex[] = [
  // Required indexes (docs/data-model.md#required-indexes)
  { name: 'idx_activities_tenant_status', table: 'activities', columns: ['tenant_id', 'status'] },
  { name: 'idx_activities_tenant_deliverable', table: 'activities', columns: ['tenant_id', 'deliverable_id'] },
  {
    name: 'idx_activities_tenant_assignee',
    table: 'activities',
    columns: ['tenant_id', 'assignee_user_id'],
    predicate: '(assignee_user_id IS NOT NULL)',
  },
  { name: 'idx_llm_calls_tenant_created', table: 'llm_calls', columns: ['tenant_id', 'created_on DESC'] },
  // The data model's `campaigns` is ad_campaigns (docs/api-contract.md#i-13).
  { name: 'idx_campaigns_tenant_status', table: 'ad_campaigns', columns: ['tenant_id', 'status'] },
  { name: 'idx_goals_tenant_strategy', table: 'goals', columns: ['tenant_id', 'strategy_id'] },
  {
    name: 'idx_approvals_pending',
    table: 'approvals',
    columns: ['tenant_id', 'expires_at'],
    predicate: "(status = 'pending'::approval_status)",
  },
  // The data model's `role` is agent_role (docs/api-contract.md#i-15).
  {
    name: 'idx_agent_configs_active',
    table: 'agent_configs',
    columns: ['tenant_id', 'agent_role'],
    predicate: "(status <> ALL (ARRAY['terminated'::agent_status, 'paused'::agent_status]))",
  },
  {
    name: 'idx_activities_active',
    table: 'activities',
    columns: ['tenant_id', 'status', 'created_on DESC'],
    predicate: '(deleted_on IS NULL)',
  },
  // Critical indexes (docs/data-model.md#critical-indexes)
  {
    name: 'idx_activities_agent_queue',
    table: 'activities',
    columns: ['tenant_id', 'assignee_agent_role', 'status'],
    predicate:
      "((assignee_type = 'agent'::assignee_type) AND (status = ANY (ARRAY['created'::activity_status, 'assigned'::activity_status])))",
  },
  {
    name: 'idx_activities_human_queue',
    table: 'activities',
    columns: ['tenant_id', 'assignee_user_id', 'status'],
    predicate:
      "((assignee_type = 'human'::assignee_type) AND (status = ANY (ARRAY['created'::activity_status, 'awaiting_approval'::activity_status])))",
  },
  {
    name: 'idx_deliverable_periods_active',
    table: 'deliverable_periods',
    columns: ['tenant_id', 'status'],
    predicate:
      "(status = ANY (ARRAY['not_started'::deliverable_period_status, 'in_progress'::deliverable_period_status, 'at_risk'::deliverable_period_status]))",
  },
  { name: 'idx_goals_active', table: 'goals', columns: ['tenant_id', 'strategy_id', 'status'] },
  { name: 'idx_llm_calls_cost', table: 'llm_calls', columns: ['tenant_id', 'created_on'] },
  // Named beside their tables (docs/data-model.md#channels, docs/data-model.md#backlinks, docs/data-model.md#leads,
  // docs/data-model.md#ad_campaigns)
  {
    name: 'idx_channels_tenant_platform',
    table: 'channels',
    columns: ['tenant_id', 'platform', 'external_id'],
    unique: true,
  },
  {
    name: 'idx_channels_expiry',
    table: 'channels',
    columns: ['token_expires_at'],
    predicate: "(status = 'connected'::channel_status)",
  },
  { name: 'idx_backlinks_tenant_status', table: 'backlinks', columns: ['tenant_id', 'outreach_status', 'is_live'] },
  {
    name: 'idx_backlinks_check_schedule',
    table: 'backlinks',
    columns: ['last_checked_on', 'is_live'],
    predicate: "(outreach_status = 'published'::outreach_status)",
  },
  { name: 'idx_leads_tenant_status', table: 'leads', columns: ['tenant_id', 'status', 'created_on'] },
  { name: 'idx_leads_source', table: 'leads', columns: ['tenant_id', 'source', 'source_campaign_id'] },
  {
    name: 'idx_ad_campaigns_external',
    table: 'ad_campaigns',
    columns: ['tenant_id', 'platform', 'external_campaign_id'],
    unique: true,
  },
];
