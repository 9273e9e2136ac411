import type { MandatoryIndex } from './mandatory-indexes.ts';

type Key = Omit<MandatoryIndex, 'unique'>;

const keys: readonly Key[] = [
  // What the data model's text implies (docs/api-contract.md#i-38)
  { name: 'strategies_tenant_id_version_key', table: 'strategies', columns: ['tenant_id', 'version'] },
  {
    name: 'idx_strategies_one_active',
    table: 'strategies',
    columns: ['tenant_id'],
    predicate: "(status = 'active'::strategy_status)",
  },
  {
    name: 'deliverable_periods_deliverable_id_period_start_key',
    table: 'deliverable_periods',
    columns: ['deliverable_id', 'period_start'],
  },
  { name: 'agent_configs_tenant_id_agent_role_key', table: 'agent_configs', columns: ['tenant_id', 'agent_role'] },
  { name: 'channel_scores_channel_id_period_key', table: 'channel_scores', columns: ['channel_id', 'period'] },
  { name: 'blog_posts_blog_request_id_key', table: 'blog_posts', columns: ['blog_request_id'] },
  {
    name: 'social_posts_social_media_request_id_channel_id_key',
    table: 'social_posts',
    columns: ['social_media_request_id', 'channel_id'],
  },
  {
    name: 'ad_keywords_sync_key',
    table: 'ad_keywords',
    columns: ['tenant_id', 'ad_campaign_id', 'external_ad_group_id', 'external_keyword_id'],
  },
  {
    name: 'search_term_reports_sync_key',
    table: 'search_term_reports',
    columns: ['tenant_id', 'ad_campaign_id', 'external_ad_group_id', 'search_term', 'date_from', 'date_to'],
  },
  {
    name: 'search_term_classifications_search_term_report_id_key',
    table: 'search_term_classifications',
    columns: ['search_term_report_id'],
  },
  { name: 'billing_events_razorpay_event_id_key', table: 'billing_events', columns: ['razorpay_event_id'] },
  // One contract accepted, one pending (docs/api-contract.md#i-37)
  {
    name: 'idx_contracts_accepted',
    table: 'contracts',
    columns: ['tenant_id'],
    predicate: "(status = 'accepted'::contract_status)",
  },
  {
    name: 'idx_contracts_pending',
    table: 'contracts',
    columns: ['tenant_id'],
    predicate: "(status = 'pending_acceptance'::contract_status)",
  },
  // One living user an address (docs/api-contract.md#i-9), one user an agent
  {
    name: 'idx_users_email',
    table: 'users',
    columns: ['lower((email)::text)'],
    predicate: '(deleted_on IS NULL)',
  },
  {
    name: 'idx_users_agent_role',
    table: 'users',
    columns: ['tenant_id', 'agent_role'],
    predicate: "(kind = 'agent'::user_kind)",
  },
  // One user a client
  { name: 'api_clients_tenant_id_user_id_key', table: 'api_clients', columns: ['tenant_id', 'user_id'] },
  // One open question a subject, one run an attempt, one channel a request
  {
    name: 'idx_approvals_one_open',
    table: 'approvals',
    columns: ['tenant_id', 'subject_type', 'subject_ref_id'],
    predicate: "(status = 'pending'::approval_status)",
  },
  { name: 'activity_runs_activity_id_attempt_key', table: 'activity_runs', columns: ['activity_id', 'attempt'] },
  {
    name: 'social_media_request_channels_social_media_request_id_chann_key',
    table: 'social_media_request_channels',
    columns: ['social_media_request_id', 'channel_id'],
  },
];

/** The keys that refuse a second row where the business knows one only. */
export const uniqueKeys: readonly MandatoryIndex[] = keys.map((key) => ({ ...key, unique: true }));
