-- Indexes under the seed's names, then those that lists, filters and orders need besides (contract 1.5).
-- Lists go newest first by ref_id: where a seed index ends before it, the same columns followed by ref_id stand beside it.
-- The tenant comes first also where a parent implies it (seed L645): every statement names both, PostgreSQL takes them to be
-- independent, and so an index on the parent alone for no better than one on the tenant, which has thousands of rows more.

-- Every list of a tenant: its default order and its cursor. tenants itself is listed by ref_id alone.
DO $$
DECLARE
  listed text;
BEGIN
  FOR listed IN
    SELECT c.relname FROM pg_class c
      JOIN pg_attribute t ON t.attrelid = c.oid AND t.attname = 'tenant_id'
      JOIN pg_attribute r ON r.attrelid = c.oid AND r.attname = 'ref_id'
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
     ORDER BY c.relname
  LOOP
    EXECUTE format('CREATE INDEX %I ON %I (tenant_id, ref_id)', 'idx_' || listed || '_tenant_ref', listed);
  END LOOP;
END
$$;

-- Tenancy
CREATE INDEX idx_tenants_name ON tenants (name, ref_id);
CREATE UNIQUE INDEX idx_users_email ON users (lower(email)) WHERE deleted_on IS NULL;
CREATE UNIQUE INDEX idx_users_agent_role ON users (tenant_id, agent_role) WHERE kind = 'agent';
CREATE UNIQUE INDEX idx_contracts_accepted ON contracts (tenant_id) WHERE status = 'accepted';
CREATE UNIQUE INDEX idx_contracts_pending ON contracts (tenant_id) WHERE status = 'pending_acceptance';

-- Strategy
CREATE UNIQUE INDEX idx_strategies_one_active ON strategies (tenant_id) WHERE status = 'active';
CREATE INDEX idx_goals_active ON goals (tenant_id, strategy_id, status);
CREATE INDEX idx_goals_tenant_strategy ON goals (tenant_id, strategy_id);
CREATE INDEX idx_deliverables_tenant_strategy ON deliverables (tenant_id, strategy_id);
CREATE INDEX idx_deliverables_goal ON deliverables (goal_id) WHERE deleted_on IS NULL;
CREATE INDEX idx_deliverable_periods_active ON deliverable_periods (tenant_id, status)
  WHERE status IN ('not_started', 'in_progress', 'at_risk');
CREATE INDEX idx_deliverable_periods_tenant_status_ref ON deliverable_periods (tenant_id, status, ref_id);
CREATE INDEX idx_deliverable_periods_tenant_days ON deliverable_periods (tenant_id, period_start, period_end);
CREATE INDEX idx_deliverable_periods_tenant_start_ref ON deliverable_periods (tenant_id, period_start, ref_id);

-- Activities
CREATE INDEX idx_activities_tenant_status ON activities (tenant_id, status);
CREATE INDEX idx_activities_tenant_status_ref ON activities (tenant_id, status, ref_id);
CREATE INDEX idx_activities_active ON activities (tenant_id, status, created_on DESC) WHERE deleted_on IS NULL;
CREATE INDEX idx_activities_tenant_deliverable ON activities (tenant_id, deliverable_id);
CREATE INDEX idx_activities_tenant_assignee ON activities (tenant_id, assignee_user_id)
  WHERE assignee_user_id IS NOT NULL;
CREATE INDEX idx_activities_tenant_assignee_ref ON activities (tenant_id, assignee_user_id, ref_id)
  WHERE assignee_user_id IS NOT NULL;
CREATE INDEX idx_activities_agent_queue ON activities (tenant_id, assignee_agent_role, status)
  WHERE assignee_type = 'agent' AND status IN ('created', 'assigned');
CREATE INDEX idx_activities_agent_queue_ref ON activities (tenant_id, assignee_agent_role, status, ref_id)
  WHERE assignee_type = 'agent' AND status IN ('created', 'assigned');
CREATE INDEX idx_activities_human_queue ON activities (tenant_id, assignee_user_id, status)
  WHERE assignee_type = 'human' AND status IN ('created', 'awaiting_approval');
CREATE INDEX idx_activities_assignee_user ON activities (assignee_user_id, status) WHERE assignee_type = 'human';
CREATE INDEX idx_activities_assignee_agent ON activities (assignee_agent_role, status) WHERE assignee_type = 'agent';
-- What activityCounts asks besides is included, so that the counts under a goal or a period touch no row.
CREATE INDEX idx_activities_deliverable_period ON activities (deliverable_period_id, status)
  INCLUDE (tenant_id, deleted_on);
CREATE INDEX idx_activities_goal ON activities (goal_id, status) INCLUDE (tenant_id, deleted_on);
CREATE INDEX idx_activities_parent ON activities (parent_activity_id);
CREATE INDEX idx_activities_subject ON activities (tenant_id, subject_type, subject_ref_id)
  WHERE subject_type IS NOT NULL;
CREATE INDEX idx_activity_runs_activity ON activity_runs (activity_id, ref_id);
CREATE INDEX idx_activity_runs_tenant_status_ref ON activity_runs (tenant_id, status, ref_id);
CREATE INDEX idx_approvals_pending ON approvals (tenant_id, expires_at) WHERE status = 'pending';
CREATE INDEX idx_approvals_pending_ref ON approvals (tenant_id, expires_at, ref_id) WHERE status = 'pending';
CREATE INDEX idx_approvals_tenant_status_ref ON approvals (tenant_id, status, ref_id);
CREATE INDEX idx_approvals_decided ON approvals (tenant_id, decided_on, ref_id) WHERE status <> 'pending';
CREATE INDEX idx_approvals_activity ON approvals (activity_id);
CREATE INDEX idx_approvals_subject ON approvals (tenant_id, subject_type, subject_ref_id);
CREATE UNIQUE INDEX idx_approvals_one_open ON approvals (tenant_id, subject_type, subject_ref_id)
  WHERE status = 'pending';

-- Agents
CREATE INDEX idx_agent_configs_active ON agent_configs (tenant_id, agent_role)
  WHERE status NOT IN ('terminated', 'paused');
CREATE INDEX idx_sessions_tenant_role_ref ON sessions (tenant_id, agent_role, ref_id);
CREATE INDEX idx_sessions_goal ON sessions (goal_id, ref_id);
CREATE INDEX idx_llm_calls_tenant_created ON llm_calls (tenant_id, created_on DESC);
CREATE INDEX idx_llm_calls_cost ON llm_calls (tenant_id, created_on)
  INCLUDE (cost_usd, input_tokens, output_tokens, duration_ms, agent_role, model_id, adapter_type, activity_type);
CREATE INDEX idx_llm_calls_goal ON llm_calls (tenant_id, goal_id, created_on) INCLUDE (cost_usd);
CREATE INDEX idx_llm_calls_deliverable ON llm_calls (tenant_id, deliverable_id, created_on) INCLUDE (cost_usd);
CREATE INDEX idx_llm_calls_run ON llm_calls (tenant_id, activity_run_id, ref_id);
CREATE INDEX idx_tool_calls_run ON tool_calls (tenant_id, activity_run_id, ref_id);
CREATE INDEX idx_tool_calls_tenant_tool_ref ON tool_calls (tenant_id, tool_name, ref_id);
CREATE UNIQUE INDEX idx_llm_providers_name ON llm_providers (tenant_id, name) NULLS NOT DISTINCT;

-- The time of the last change is written as a CASE: under row-level security PostgreSQL does not take a condition on
-- coalesce() for an index, because it deems coalesce() able to leak a row's values.

-- Content
CREATE UNIQUE INDEX idx_channels_tenant_platform ON channels (tenant_id, platform, external_id);
CREATE INDEX idx_channels_expiry ON channels (token_expires_at) WHERE status = 'connected';
CREATE INDEX idx_blog_requests_tenant_status_ref ON blog_requests (tenant_id, status, ref_id);
CREATE INDEX idx_blog_requests_deliverable ON blog_requests (deliverable_id, ref_id);
CREATE INDEX idx_blog_requests_deliverable_period ON blog_requests (deliverable_period_id);
CREATE INDEX idx_blog_requests_activity ON blog_requests (activity_id);
CREATE INDEX idx_blog_requests_updated ON blog_requests (tenant_id, (CASE WHEN updated_on IS NULL THEN created_on ELSE updated_on END), ref_id);
CREATE INDEX idx_blog_posts_tenant_status_ref ON blog_posts (tenant_id, status, ref_id);
CREATE INDEX idx_blog_posts_scheduled ON blog_posts (tenant_id, scheduled_for, ref_id) WHERE status = 'scheduled';
CREATE INDEX idx_blog_posts_published ON blog_posts (tenant_id, published_on, ref_id);
CREATE INDEX idx_blog_posts_channel ON blog_posts (tenant_id, channel_id, ref_id);
CREATE INDEX idx_blog_posts_updated ON blog_posts (tenant_id, (CASE WHEN updated_on IS NULL THEN created_on ELSE updated_on END), ref_id);
CREATE INDEX idx_social_media_requests_tenant_status_ref ON social_media_requests (tenant_id, status, ref_id);
CREATE INDEX idx_social_media_requests_deliverable ON social_media_requests (deliverable_id, ref_id);
CREATE INDEX idx_social_media_requests_deliverable_period ON social_media_requests (deliverable_period_id);
CREATE INDEX idx_social_media_requests_activity ON social_media_requests (activity_id);
CREATE INDEX idx_social_media_requests_updated
  ON social_media_requests (tenant_id, (CASE WHEN updated_on IS NULL THEN created_on ELSE updated_on END), ref_id);
CREATE INDEX idx_social_posts_tenant_status_ref ON social_posts (tenant_id, status, ref_id);
CREATE INDEX idx_social_posts_scheduled ON social_posts (tenant_id, scheduled_for, ref_id) WHERE status = 'scheduled';
CREATE INDEX idx_social_posts_published ON social_posts (tenant_id, published_on, ref_id);
CREATE INDEX idx_social_posts_channel ON social_posts (tenant_id, channel_id, ref_id);
CREATE INDEX idx_social_posts_updated ON social_posts (tenant_id, (CASE WHEN updated_on IS NULL THEN created_on ELSE updated_on END), ref_id);

-- SEO
CREATE INDEX idx_backlinks_tenant_status ON backlinks (tenant_id, outreach_status, is_live);
CREATE INDEX idx_backlinks_tenant_status_live_ref ON backlinks (tenant_id, outreach_status, is_live, ref_id);
CREATE INDEX idx_backlinks_tenant_status_ref ON backlinks (tenant_id, outreach_status, ref_id);
CREATE INDEX idx_backlinks_check_schedule ON backlinks (last_checked_on, is_live) WHERE outreach_status = 'published';
CREATE INDEX idx_backlinks_tenant_checked ON backlinks (tenant_id, last_checked_on, ref_id)
  WHERE outreach_status = 'published';
CREATE INDEX idx_backlinks_deliverable ON backlinks (deliverable_id);
CREATE INDEX idx_backlinks_activity ON backlinks (activity_id);
CREATE INDEX idx_backlinks_updated ON backlinks (tenant_id, (CASE WHEN updated_on IS NULL THEN created_on ELSE updated_on END), ref_id);

-- CRM
CREATE INDEX idx_leads_tenant_status ON leads (tenant_id, status, created_on);
CREATE INDEX idx_leads_tenant_status_ref ON leads (tenant_id, status, ref_id);
CREATE INDEX idx_leads_source ON leads (tenant_id, source, source_campaign_id);
CREATE INDEX idx_leads_tenant_source_ref ON leads (tenant_id, source, ref_id);
CREATE INDEX idx_leads_campaign ON leads (tenant_id, source_campaign_id, ref_id);
CREATE INDEX idx_leads_channel ON leads (tenant_id, source_channel_id, ref_id);
CREATE INDEX idx_leads_tenant_assignee_ref ON leads (tenant_id, assigned_to, ref_id);
CREATE INDEX idx_leads_tenant_email ON leads (tenant_id, lower(email));
CREATE INDEX idx_leads_updated ON leads (tenant_id, (CASE WHEN updated_on IS NULL THEN created_on ELSE updated_on END), ref_id);
CREATE INDEX idx_lead_activities_lead ON lead_activities (lead_id, ref_id);

-- Ads. The seed's `campaigns` is ad_campaigns; the index keeps its name.
CREATE INDEX idx_campaigns_tenant_status ON ad_campaigns (tenant_id, status);
CREATE UNIQUE INDEX idx_ad_campaigns_external ON ad_campaigns (tenant_id, platform, external_campaign_id);
CREATE INDEX idx_ad_campaigns_channel ON ad_campaigns (channel_id);
CREATE INDEX idx_ad_campaigns_spend ON ad_campaigns (tenant_id, total_spend, ref_id);
CREATE INDEX idx_ad_campaigns_updated ON ad_campaigns (tenant_id, (CASE WHEN updated_on IS NULL THEN created_on ELSE updated_on END), ref_id);
CREATE INDEX idx_ad_keywords_campaign ON ad_keywords (ad_campaign_id, ref_id);
CREATE INDEX idx_search_term_reports_campaign ON search_term_reports (ad_campaign_id, ref_id);
CREATE INDEX idx_search_term_reports_days ON search_term_reports (ad_campaign_id, date_to, date_from);
CREATE INDEX idx_search_term_reports_cost ON search_term_reports (ad_campaign_id, cost, ref_id);
CREATE INDEX idx_search_term_reports_clicks ON search_term_reports (ad_campaign_id, clicks, ref_id);
CREATE INDEX idx_search_term_classifications_tenant_status_ref
  ON search_term_classifications (tenant_id, status, ref_id);
CREATE INDEX idx_search_term_classifications_activity ON search_term_classifications (activity_id);
CREATE INDEX idx_search_term_classifications_campaign ON search_term_classifications (ad_campaign_id, status);
CREATE INDEX idx_ad_recommendations_tenant_status_ref ON ad_optimization_recommendations (tenant_id, status, ref_id);
CREATE INDEX idx_ad_recommendations_tenant_priority
  ON ad_optimization_recommendations (tenant_id, status, priority, ref_id);
CREATE INDEX idx_ad_recommendations_activity ON ad_optimization_recommendations (activity_id);
CREATE INDEX idx_ad_recommendations_campaign ON ad_optimization_recommendations (ad_campaign_id, status);

-- Documents
CREATE INDEX idx_documents_tenant_collection ON documents (tenant_id, collection, id);
