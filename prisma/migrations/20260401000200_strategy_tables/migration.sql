CREATE TYPE onboarding_status AS ENUM ('pending', 'researching', 'review', 'completed');
CREATE TYPE strategy_status AS ENUM ('draft', 'awaiting_approval', 'active', 'archived');
CREATE TYPE goal_period AS ENUM ('monthly', 'quarterly', 'annual');
CREATE TYPE goal_status AS ENUM ('active', 'on_track', 'at_risk', 'achieved', 'paused');
CREATE TYPE deliverable_type AS ENUM (
  'blog_posts', 'social_posts', 'backlinks', 'gbp_posts', 'website_audit', 'email_newsletters', 'ad_copy_sets',
  'performance_reports', 'landing_pages', 'video_scripts'
);
CREATE TYPE deliverable_cadence AS ENUM ('monthly', 'quarterly');
CREATE TYPE deliverable_period_status AS ENUM ('not_started', 'in_progress', 'completed', 'at_risk', 'missed');

CREATE TABLE onboarding_runs (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  ref_id char(26) COLLATE "C" NOT NULL,
  tenant_id uuid NOT NULL,
  status onboarding_status NOT NULL DEFAULT 'pending',
  research_output text,
  context_file_id char(24) COLLATE "C",
  reviewed_by uuid,
  reviewed_on timestamptz(3),
  created_by uuid NOT NULL,
  created_on timestamptz(3) NOT NULL,
  updated_by uuid,
  updated_on timestamptz(3),
  CONSTRAINT onboarding_runs_pkey PRIMARY KEY (id),
  CONSTRAINT onboarding_runs_ref_id_key UNIQUE (ref_id),
  CONSTRAINT onboarding_runs_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (id)
);

CREATE TABLE strategies (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  ref_id char(26) COLLATE "C" NOT NULL,
  tenant_id uuid NOT NULL,
  version smallint NOT NULL,
  status strategy_status NOT NULL DEFAULT 'draft',
  summary text,
  rationale text,
  period_months smallint NOT NULL,
  start_date date,
  end_date date,
  approved_by uuid,
  approved_on timestamptz(3),
  created_by uuid NOT NULL,
  created_on timestamptz(3) NOT NULL,
  updated_by uuid,
  updated_on timestamptz(3),
  CONSTRAINT strategies_pkey PRIMARY KEY (id),
  CONSTRAINT strategies_ref_id_key UNIQUE (ref_id),
  CONSTRAINT strategies_tenant_id_id_key UNIQUE (tenant_id, id),
  CONSTRAINT strategies_tenant_id_version_key UNIQUE (tenant_id, version),
  CONSTRAINT strategies_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (id),
  CONSTRAINT strategies_version_check CHECK (version > 0),
  CONSTRAINT strategies_period_check CHECK (period_months > 0 AND end_date >= start_date)
);

CREATE TABLE goals (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  ref_id char(26) COLLATE "C" NOT NULL,
  tenant_id uuid NOT NULL,
  strategy_id uuid NOT NULL,
  name varchar(255) NOT NULL,
  description text,
  metric varchar(100) NOT NULL,
  target_value numeric(12, 2),
  baseline_value numeric(12, 2),
  current_value numeric(12, 2),
  period goal_period NOT NULL,
  target_date date,
  status goal_status NOT NULL DEFAULT 'active',
  priority smallint NOT NULL,
  created_by uuid NOT NULL,
  created_on timestamptz(3) NOT NULL,
  updated_by uuid,
  updated_on timestamptz(3),
  deleted_by uuid,
  deleted_on timestamptz(3),
  CONSTRAINT goals_pkey PRIMARY KEY (id),
  CONSTRAINT goals_ref_id_key UNIQUE (ref_id),
  CONSTRAINT goals_tenant_id_id_key UNIQUE (tenant_id, id),
  CONSTRAINT goals_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (id),
  CONSTRAINT goals_tenant_id_strategy_id_fkey
    FOREIGN KEY (tenant_id, strategy_id) REFERENCES strategies (tenant_id, id),
  CONSTRAINT goals_priority_check CHECK (priority > 0)
);

CREATE TABLE deliverables (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  ref_id char(26) COLLATE "C" NOT NULL,
  tenant_id uuid NOT NULL,
  goal_id uuid NOT NULL,
  strategy_id uuid NOT NULL,
  type deliverable_type NOT NULL,
  name varchar(255) NOT NULL,
  quantity_per_period smallint NOT NULL,
  period deliverable_cadence NOT NULL,
  platforms text[] NOT NULL DEFAULT '{}',
  template_id uuid,
  is_active boolean NOT NULL DEFAULT true,
  created_by uuid NOT NULL,
  created_on timestamptz(3) NOT NULL,
  updated_by uuid,
  updated_on timestamptz(3),
  deleted_by uuid,
  deleted_on timestamptz(3),
  CONSTRAINT deliverables_pkey PRIMARY KEY (id),
  CONSTRAINT deliverables_ref_id_key UNIQUE (ref_id),
  CONSTRAINT deliverables_tenant_id_id_key UNIQUE (tenant_id, id),
  CONSTRAINT deliverables_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (id),
  CONSTRAINT deliverables_tenant_id_goal_id_fkey FOREIGN KEY (tenant_id, goal_id) REFERENCES goals (tenant_id, id),
  CONSTRAINT deliverables_tenant_id_strategy_id_fkey
    FOREIGN KEY (tenant_id, strategy_id) REFERENCES strategies (tenant_id, id),
  CONSTRAINT deliverables_quantity_check CHECK (quantity_per_period >= 0)
);

CREATE TABLE deliverable_periods (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  ref_id char(26) COLLATE "C" NOT NULL,
  tenant_id uuid NOT NULL,
  deliverable_id uuid NOT NULL,
  period_start date NOT NULL,
  period_end date NOT NULL,
  target_count smallint NOT NULL,
  completed_count smallint NOT NULL DEFAULT 0,
  status deliverable_period_status NOT NULL DEFAULT 'not_started',
  created_by uuid NOT NULL,
  created_on timestamptz(3) NOT NULL,
  updated_by uuid,
  updated_on timestamptz(3),
  CONSTRAINT deliverable_periods_pkey PRIMARY KEY (id),
  CONSTRAINT deliverable_periods_ref_id_key UNIQUE (ref_id),
  CONSTRAINT deliverable_periods_tenant_id_id_key UNIQUE (tenant_id, id),
  CONSTRAINT deliverable_periods_deliverable_id_period_start_key UNIQUE (deliverable_id, period_start),
  CONSTRAINT deliverable_periods_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (id),
  CONSTRAINT deliverable_periods_tenant_id_deliverable_id_fkey
    FOREIGN KEY (tenant_id, deliverable_id) REFERENCES deliverables (tenant_id, id),
  CONSTRAINT deliverable_periods_days_check CHECK (period_end >= period_start),
  CONSTRAINT deliverable_periods_counts_check CHECK (target_count >= 0 AND completed_count >= 0)
);
