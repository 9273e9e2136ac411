CREATE TYPE ad_platform AS ENUM ('google_ads', 'meta_ads');
CREATE TYPE ad_entity_status AS ENUM ('active', 'paused', 'removed');
CREATE TYPE match_type AS ENUM ('exact', 'phrase', 'broad');
CREATE TYPE search_term_class AS ENUM ('keyword', 'negative_keyword', 'watch', 'skip');
CREATE TYPE classification_status AS ENUM ('pending_review', 'approved', 'rejected', 'pushed');
CREATE TYPE recommendation_type AS ENUM (
  'bid_adjustment', 'budget_change', 'pause_keyword', 'enable_keyword', 'pause_ad', 'audience_update',
  'creative_refresh', 'add_keyword', 'add_negative'
);
CREATE TYPE recommendation_priority AS ENUM ('low', 'medium', 'high');
CREATE TYPE recommendation_status AS ENUM ('pending_review', 'approved', 'rejected', 'snoozed', 'pushed', 'failed');

CREATE TABLE ad_campaigns (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  ref_id char(26) COLLATE "C" NOT NULL,
  tenant_id uuid NOT NULL,
  channel_id uuid NOT NULL,
  platform ad_platform NOT NULL,
  external_campaign_id varchar(255) NOT NULL,
  name varchar(500) NOT NULL,
  status ad_entity_status NOT NULL,
  campaign_type varchar(100),
  budget_amount numeric(12, 2),
  budget_currency varchar(10) NOT NULL,
  total_spend numeric(12, 2),
  performance_snapshot jsonb,
  last_synced_on timestamptz(3),
  created_by uuid NOT NULL,
  created_on timestamptz(3) NOT NULL,
  updated_by uuid,
  updated_on timestamptz(3),
  CONSTRAINT ad_campaigns_pkey PRIMARY KEY (id),
  CONSTRAINT ad_campaigns_ref_id_key UNIQUE (ref_id),
  CONSTRAINT ad_campaigns_tenant_id_id_key UNIQUE (tenant_id, id),
  CONSTRAINT ad_campaigns_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (id),
  CONSTRAINT ad_campaigns_tenant_id_channel_id_fkey
    FOREIGN KEY (tenant_id, channel_id) REFERENCES channels (tenant_id, id),
  CONSTRAINT ad_campaigns_amounts_check CHECK (budget_amount >= 0 AND total_spend >= 0)
);

ALTER TABLE leads
  ADD CONSTRAINT leads_tenant_id_source_campaign_id_fkey
    FOREIGN KEY (tenant_id, source_campaign_id) REFERENCES ad_campaigns (tenant_id, id);

CREATE TABLE ad_keywords (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  ref_id char(26) COLLATE "C" NOT NULL,
  tenant_id uuid NOT NULL,
  channel_id uuid NOT NULL,
  ad_campaign_id uuid NOT NULL,
  external_ad_group_id varchar(255) NOT NULL,
  external_keyword_id varchar(255) NOT NULL,
  text varchar(500) NOT NULL,
  match_type match_type NOT NULL,
  status ad_entity_status NOT NULL,
  bid_amount numeric(10, 4),
  performance_snapshot jsonb,
  last_synced_on timestamptz(3),
  created_by uuid NOT NULL,
  created_on timestamptz(3) NOT NULL,
  updated_by uuid,
  updated_on timestamptz(3),
  CONSTRAINT ad_keywords_pkey PRIMARY KEY (id),
  CONSTRAINT ad_keywords_ref_id_key UNIQUE (ref_id),
  CONSTRAINT ad_keywords_sync_key UNIQUE (tenant_id, ad_campaign_id, external_ad_group_id, external_keyword_id),
  CONSTRAINT ad_keywords_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (id),
  CONSTRAINT ad_keywords_tenant_id_channel_id_fkey
    FOREIGN KEY (tenant_id, channel_id) REFERENCES channels (tenant_id, id),
  CONSTRAINT ad_keywords_tenant_id_ad_campaign_id_fkey
    FOREIGN KEY (tenant_id, ad_campaign_id) REFERENCES ad_campaigns (tenant_id, id),
  CONSTRAINT ad_keywords_bid_amount_check CHECK (bid_amount >= 0)
);

CREATE TABLE search_term_reports (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  ref_id char(26) COLLATE "C" NOT NULL,
  tenant_id uuid NOT NULL,
  channel_id uuid NOT NULL,
  ad_campaign_id uuid NOT NULL,
  external_ad_group_id varchar(255) NOT NULL,
  search_term varchar(500) NOT NULL,
  impressions integer NOT NULL,
  clicks integer NOT NULL,
  conversions numeric(10, 2) NOT NULL,
  cost numeric(10, 4) NOT NULL,
  ctr numeric(6, 4),
  date_from date NOT NULL,
  date_to date NOT NULL,
  report_date_range daterange GENERATED ALWAYS AS (daterange(date_from, date_to, '[]')) STORED,
  synced_on timestamptz(3) NOT NULL,
  created_by uuid NOT NULL,
  created_on timestamptz(3) NOT NULL,
  CONSTRAINT search_term_reports_pkey PRIMARY KEY (id),
  CONSTRAINT search_term_reports_ref_id_key UNIQUE (ref_id),
  CONSTRAINT search_term_reports_tenant_id_id_key UNIQUE (tenant_id, id),
  CONSTRAINT search_term_reports_sync_key UNIQUE (
    tenant_id, ad_campaign_id, external_ad_group_id, search_term, date_from, date_to
  ),
  CONSTRAINT search_term_reports_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (id),
  CONSTRAINT search_term_reports_tenant_id_channel_id_fkey
    FOREIGN KEY (tenant_id, channel_id) REFERENCES channels (tenant_id, id),
  CONSTRAINT search_term_reports_tenant_id_ad_campaign_id_fkey
    FOREIGN KEY (tenant_id, ad_campaign_id) REFERENCES ad_campaigns (tenant_id, id),
  CONSTRAINT search_term_reports_days_check CHECK (date_to >= date_from),
  CONSTRAINT search_term_reports_counts_check CHECK (
    impressions >= 0 AND clicks >= 0 AND conversions >= 0 AND cost >= 0
  )
);

CREATE TABLE search_term_classifications (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  ref_id char(26) COLLATE "C" NOT NULL,
  tenant_id uuid NOT NULL,
  search_term_report_id uuid NOT NULL,
  ad_campaign_id uuid NOT NULL,
  activity_id uuid NOT NULL,
  classification search_term_class NOT NULL,
  recommended_match_type match_type,
  agent_reasoning text,
  status classification_status NOT NULL DEFAULT 'pending_review',
  override_classification search_term_class,
  reviewed_by uuid,
  reviewed_on timestamptz(3),
  pushed_on timestamptz(3),
  push_result jsonb,
  created_by uuid NOT NULL,
  created_on timestamptz(3) NOT NULL,
  updated_by uuid,
  updated_on timestamptz(3),
  CONSTRAINT search_term_classifications_pkey PRIMARY KEY (id),
  CONSTRAINT search_term_classifications_ref_id_key UNIQUE (ref_id),
  CONSTRAINT search_term_classifications_search_term_report_id_key UNIQUE (search_term_report_id),
  CONSTRAINT search_term_classifications_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (id),
  CONSTRAINT search_term_classifications_tenant_id_search_term_report_i_fkey
    FOREIGN KEY (tenant_id, search_term_report_id) REFERENCES search_term_reports (tenant_id, id),
  CONSTRAINT search_term_classifications_tenant_id_ad_campaign_id_fkey
    FOREIGN KEY (tenant_id, ad_campaign_id) REFERENCES ad_campaigns (tenant_id, id),
  CONSTRAINT search_term_classifications_tenant_id_activity_id_fkey
    FOREIGN KEY (tenant_id, activity_id) REFERENCES activities (tenant_id, id)
);

CREATE TABLE ad_optimization_recommendations (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  ref_id char(26) COLLATE "C" NOT NULL,
  tenant_id uuid NOT NULL,
  channel_id uuid NOT NULL,
  ad_campaign_id uuid,
  platform ad_platform NOT NULL,
  activity_id uuid,
  type recommendation_type NOT NULL,
  title varchar(500) NOT NULL,
  reasoning text,
  impact_estimate jsonb,
  change_payload jsonb NOT NULL,
  priority recommendation_priority NOT NULL,
  status recommendation_status NOT NULL DEFAULT 'pending_review',
  snooze_until timestamptz(3),
  reviewed_by uuid,
  reviewed_on timestamptz(3),
  pushed_on timestamptz(3),
  push_result jsonb,
  created_by uuid NOT NULL,
  created_on timestamptz(3) NOT NULL,
  updated_by uuid,
  updated_on timestamptz(3),
  CONSTRAINT ad_optimization_recommendations_pkey PRIMARY KEY (id),
  CONSTRAINT ad_optimization_recommendations_ref_id_key UNIQUE (ref_id),
  CONSTRAINT ad_optimization_recommendations_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (id),
  CONSTRAINT ad_optimization_recommendations_tenant_id_channel_id_fkey
    FOREIGN KEY (tenant_id, channel_id) REFERENCES channels (tenant_id, id),
  CONSTRAINT ad_optimization_recommendations_tenant_id_ad_campaign_id_fkey
    FOREIGN KEY (tenant_id, ad_campaign_id) REFERENCES ad_campaigns (tenant_id, id),
  CONSTRAINT ad_optimization_recommendations_tenant_id_activity_id_fkey
    FOREIGN KEY (tenant_id, activity_id) REFERENCES activities (tenant_id, id)
);
