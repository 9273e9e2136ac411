CREATE TYPE activity_type AS ENUM (
  'research', 'write', 'review', 'approve', 'publish', 'audit', 'report', 'outreach', 'other'
);
CREATE TYPE assignee_type AS ENUM ('agent', 'human');
CREATE TYPE activity_status AS ENUM (
  'created', 'assigned', 'in_progress', 'awaiting_approval', 'approved', 'rejected', 'completed', 'failed', 'cancelled'
);
CREATE TYPE activity_priority AS ENUM ('low', 'normal', 'high', 'urgent');
CREATE TYPE activity_run_status AS ENUM ('running', 'completed', 'failed', 'timed_out');
CREATE TYPE adapter_type AS ENUM ('claude', 'openai', 'ollama', 'webhook');
CREATE TYPE human_role AS ENUM ('reviewer', 'admin');
CREATE TYPE periodicity AS ENUM ('one_time', 'daily', 'weekly', 'monthly', 'quarterly', 'yearly');
CREATE TYPE task_trigger AS ENUM ('on_onboarding', 'on_strategy_approval', 'cron', 'manual');
CREATE TYPE approval_status AS ENUM ('pending', 'approved', 'rejected', 'expired', 'withdrawn');

CREATE TABLE activities (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  ref_id char(26) COLLATE "C" NOT NULL,
  tenant_id uuid NOT NULL,
  deliverable_period_id uuid,
  deliverable_id uuid,
  goal_id uuid,
  parent_activity_id uuid,
  pipeline_step varchar(100),
  title varchar(500) NOT NULL,
  type activity_type NOT NULL,
  assignee_type assignee_type NOT NULL,
  assignee_agent_role varchar(100),
  assignee_user_id uuid,
  status activity_status NOT NULL DEFAULT 'created',
  priority activity_priority NOT NULL DEFAULT 'normal',
  is_approval_gate boolean NOT NULL DEFAULT false,
  subject_type varchar(50),
  subject_ref_id char(26) COLLATE "C",
  input_data jsonb,
  output_summary jsonb,
  output_ref char(24) COLLATE "C",
  rejection_note text,
  revision_note text,
  due_date date,
  started_on timestamptz(3),
  completed_on timestamptz(3),
  created_by uuid NOT NULL,
  created_on timestamptz(3) NOT NULL,
  updated_by uuid,
  updated_on timestamptz(3),
  deleted_by uuid,
  deleted_on timestamptz(3),
  CONSTRAINT activities_pkey PRIMARY KEY (id),
  CONSTRAINT activities_ref_id_key UNIQUE (ref_id),
  CONSTRAINT activities_tenant_id_id_key UNIQUE (tenant_id, id),
  CONSTRAINT activities_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (id),
  CONSTRAINT activities_tenant_id_deliverable_period_id_fkey
    FOREIGN KEY (tenant_id, deliverable_period_id) REFERENCES deliverable_periods (tenant_id, id),
  CONSTRAINT activities_tenant_id_deliverable_id_fkey
    FOREIGN KEY (tenant_id, deliverable_id) REFERENCES deliverables (tenant_id, id),
  CONSTRAINT activities_tenant_id_goal_id_fkey FOREIGN KEY (tenant_id, goal_id) REFERENCES goals (tenant_id, id),
  CONSTRAINT activities_tenant_id_parent_activity_id_fkey
    FOREIGN KEY (tenant_id, parent_activity_id) REFERENCES activities (tenant_id, id),
  CONSTRAINT activities_tenant_id_assignee_user_id_fkey
    FOREIGN KEY (tenant_id, assignee_user_id) REFERENCES users (tenant_id, id),
  CONSTRAINT activities_assignee_check CHECK (
    (assignee_type = 'agent' OR assignee_agent_role IS NULL) AND (assignee_type = 'human' OR assignee_user_id IS NULL)
  ),
  CONSTRAINT activities_subject_check CHECK ((subject_type IS NULL) = (subject_ref_id IS NULL))
);

CREATE TABLE activity_runs (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  ref_id char(26) COLLATE "C" NOT NULL,
  tenant_id uuid NOT NULL,
  activity_id uuid NOT NULL,
  attempt smallint NOT NULL,
  adapter_type adapter_type NOT NULL,
  model_id varchar(100),
  session_id uuid,
  status activity_run_status NOT NULL DEFAULT 'running',
  error text,
  input_tokens integer,
  output_tokens integer,
  cost_usd numeric(10, 6),
  duration_ms integer,
  started_on timestamptz(3) NOT NULL,
  ended_on timestamptz(3),
  created_by uuid NOT NULL,
  created_on timestamptz(3) NOT NULL,
  CONSTRAINT activity_runs_pkey PRIMARY KEY (id),
  CONSTRAINT activity_runs_ref_id_key UNIQUE (ref_id),
  CONSTRAINT activity_runs_tenant_id_id_key UNIQUE (tenant_id, id),
  CONSTRAINT activity_runs_activity_id_attempt_key UNIQUE (activity_id, attempt),
  CONSTRAINT activity_runs_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (id),
  CONSTRAINT activity_runs_tenant_id_activity_id_fkey
    FOREIGN KEY (tenant_id, activity_id) REFERENCES activities (tenant_id, id),
  CONSTRAINT activity_runs_attempt_check CHECK (attempt > 0),
  CONSTRAINT activity_runs_end_check CHECK ((status = 'running') = (ended_on IS NULL)),
  CONSTRAINT activity_runs_amounts_check CHECK (
    input_tokens >= 0 AND output_tokens >= 0 AND cost_usd >= 0 AND duration_ms >= 0
  )
);

CREATE TABLE activity_templates (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  ref_id char(26) COLLATE "C" NOT NULL,
  tenant_id uuid,
  deliverable_type deliverable_type NOT NULL,
  name varchar(255) NOT NULL,
  source_template_id uuid,
  steps jsonb NOT NULL DEFAULT '[]',
  version smallint NOT NULL DEFAULT 1,
  is_active boolean NOT NULL DEFAULT true,
  created_by uuid NOT NULL,
  created_on timestamptz(3) NOT NULL,
  updated_by uuid,
  updated_on timestamptz(3),
  deleted_by uuid,
  deleted_on timestamptz(3),
  CONSTRAINT activity_templates_pkey PRIMARY KEY (id),
  CONSTRAINT activity_templates_ref_id_key UNIQUE (ref_id),
  CONSTRAINT activity_templates_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (id),
  CONSTRAINT activity_templates_source_template_id_fkey
    FOREIGN KEY (source_template_id) REFERENCES activity_templates (id),
  CONSTRAINT activity_templates_version_check CHECK (version > 0),
  CONSTRAINT activity_templates_steps_check CHECK (jsonb_typeof(steps) = 'array')
);

ALTER TABLE deliverables
  ADD CONSTRAINT deliverables_template_id_fkey FOREIGN KEY (template_id) REFERENCES activity_templates (id);

CREATE TABLE recurring_task_templates (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  ref_id char(26) COLLATE "C" NOT NULL,
  tenant_id uuid,
  source_template_id uuid,
  name varchar(255) NOT NULL,
  description text,
  assignee_type assignee_type NOT NULL,
  agent_role varchar(100),
  human_role human_role,
  periodicity periodicity NOT NULL,
  trigger task_trigger NOT NULL,
  cron_expression varchar(100),
  prompt_template text,
  variables jsonb NOT NULL DEFAULT '[]',
  variable_values jsonb,
  is_active boolean NOT NULL DEFAULT true,
  created_by uuid NOT NULL,
  created_on timestamptz(3) NOT NULL,
  updated_by uuid,
  updated_on timestamptz(3),
  deleted_by uuid,
  deleted_on timestamptz(3),
  CONSTRAINT recurring_task_templates_pkey PRIMARY KEY (id),
  CONSTRAINT recurring_task_templates_ref_id_key UNIQUE (ref_id),
  CONSTRAINT recurring_task_templates_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (id),
  CONSTRAINT recurring_task_templates_source_template_id_fkey
    FOREIGN KEY (source_template_id) REFERENCES recurring_task_templates (id),
  CONSTRAINT recurring_task_templates_cron_check CHECK (trigger = 'cron' OR cron_expression IS NULL),
  CONSTRAINT recurring_task_templates_variables_check CHECK (jsonb_typeof(variables) = 'array')
);

CREATE TABLE approvals (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  ref_id char(26) COLLATE "C" NOT NULL,
  tenant_id uuid NOT NULL,
  status approval_status NOT NULL DEFAULT 'pending',
  subject_type varchar(50) NOT NULL,
  subject_ref_id char(26) COLLATE "C" NOT NULL,
  activity_id uuid,
  requested_by_type actor_type NOT NULL,
  requested_by_user_id uuid,
  requested_by_agent_role varchar(100),
  expires_at timestamptz(3),
  decided_by uuid,
  decided_on timestamptz(3),
  note text,
  created_by uuid NOT NULL,
  created_on timestamptz(3) NOT NULL,
  updated_by uuid,
  updated_on timestamptz(3),
  CONSTRAINT approvals_pkey PRIMARY KEY (id),
  CONSTRAINT approvals_ref_id_key UNIQUE (ref_id),
  CONSTRAINT approvals_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (id),
  CONSTRAINT approvals_tenant_id_activity_id_fkey
    FOREIGN KEY (tenant_id, activity_id) REFERENCES activities (tenant_id, id),
  CONSTRAINT approvals_requested_by_check CHECK (
    (requested_by_type = 'human') = (requested_by_user_id IS NOT NULL)
    AND (requested_by_type = 'agent') = (requested_by_agent_role IS NOT NULL)
  ),
  CONSTRAINT approvals_decision_check CHECK ((status = 'pending') = (decided_on IS NULL))
);
