CREATE TYPE tool_call_status AS ENUM ('success', 'error');
CREATE TYPE agent_status AS ENUM ('active', 'running', 'paused', 'terminated');

CREATE TABLE agent_configs (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  ref_id char(26) COLLATE "C" NOT NULL,
  tenant_id uuid NOT NULL,
  agent_role varchar(100) NOT NULL,
  is_enabled boolean NOT NULL DEFAULT true,
  status agent_status NOT NULL DEFAULT 'active',
  adapter_type adapter_type NOT NULL,
  model_id varchar(100),
  skill_ids text[] NOT NULL DEFAULT '{}',
  tool_names text[] NOT NULL DEFAULT '{}',
  max_concurrent smallint NOT NULL,
  timeout_ms integer NOT NULL,
  max_cost_usd_per_activity numeric(8, 4),
  escalation_after_failures smallint NOT NULL DEFAULT 3,
  env_secrets text,
  created_by uuid NOT NULL,
  created_on timestamptz(3) NOT NULL,
  updated_by uuid,
  updated_on timestamptz(3),
  CONSTRAINT agent_configs_pkey PRIMARY KEY (id),
  CONSTRAINT agent_configs_ref_id_key UNIQUE (ref_id),
  CONSTRAINT agent_configs_tenant_id_agent_role_key UNIQUE (tenant_id, agent_role),
  CONSTRAINT agent_configs_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (id),
  CONSTRAINT agent_configs_limits_check CHECK (
    max_concurrent > 0 AND timeout_ms > 0 AND max_cost_usd_per_activity >= 0 AND escalation_after_failures > 0
  )
);

CREATE TABLE sessions (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  ref_id char(26) COLLATE "C" NOT NULL,
  tenant_id uuid NOT NULL,
  external_session_id varchar(255),
  agent_role varchar(100) NOT NULL,
  goal_id uuid,
  adapter_type adapter_type NOT NULL,
  model_id varchar(100),
  token_count integer NOT NULL DEFAULT 0,
  expires_at timestamptz(3),
  created_by uuid NOT NULL,
  created_on timestamptz(3) NOT NULL,
  updated_by uuid,
  updated_on timestamptz(3),
  CONSTRAINT sessions_pkey PRIMARY KEY (id),
  CONSTRAINT sessions_ref_id_key UNIQUE (ref_id),
  CONSTRAINT sessions_tenant_id_id_key UNIQUE (tenant_id, id),
  CONSTRAINT sessions_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (id),
  CONSTRAINT sessions_tenant_id_goal_id_fkey FOREIGN KEY (tenant_id, goal_id) REFERENCES goals (tenant_id, id),
  CONSTRAINT sessions_token_count_check CHECK (token_count >= 0)
);

ALTER TABLE activity_runs
  ADD CONSTRAINT activity_runs_tenant_id_session_id_fkey
    FOREIGN KEY (tenant_id, session_id) REFERENCES sessions (tenant_id, id);

CREATE TABLE llm_calls (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  ref_id char(26) COLLATE "C" NOT NULL,
  tenant_id uuid NOT NULL,
  activity_run_id uuid NOT NULL,
  adapter_type adapter_type NOT NULL,
  model_id varchar(100) NOT NULL,
  prompt_hash varchar(64) NOT NULL,
  response_hash varchar(64),
  input_tokens integer NOT NULL,
  output_tokens integer NOT NULL,
  cost_usd numeric(10, 6) NOT NULL,
  duration_ms integer,
  agent_role varchar(100) NOT NULL,
  activity_type activity_type NOT NULL,
  activity_id uuid NOT NULL,
  goal_id uuid,
  deliverable_id uuid,
  created_by uuid NOT NULL,
  created_on timestamptz(3) NOT NULL,
  CONSTRAINT llm_calls_pkey PRIMARY KEY (id,created_on),
  CONSTRAINT llm_calls_ref_id_created_on_key UNIQUE (ref_id, created_on),
  CONSTRAINT llm_calls_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (id),
  CONSTRAINT llm_calls_tenant_id_activity_run_id_fkey
    FOREIGN KEY (tenant_id, activity_run_id) REFERENCES activity_runs (tenant_id, id),
  CONSTRAINT llm_calls_tenant_id_activity_id_fkey
    FOREIGN KEY (tenant_id, activity_id) REFERENCES activities (tenant_id, id),
  CONSTRAINT llm_calls_tenant_id_goal_id_fkey FOREIGN KEY (tenant_id, goal_id) REFERENCES goals (tenant_id, id),
  CONSTRAINT llm_calls_tenant_id_deliverable_id_fkey
    FOREIGN KEY (tenant_id, deliverable_id) REFERENCES deliverables (tenant_id, id),
  CONSTRAINT llm_calls_amounts_check CHECK (
    input_tokens >= 0 AND output_tokens >= 0 AND cost_usd >= 0 AND duration_ms >= 0
  )
) PARTITION BY RANGE (created_on);

CREATE TABLE tool_calls (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  ref_id char(26) COLLATE "C" NOT NULL,
  tenant_id uuid NOT NULL,
  activity_run_id uuid NOT NULL,
  tool_name varchar(100) NOT NULL,
  method varchar(100) NOT NULL,
  input jsonb,
  output jsonb,
  status tool_call_status NOT NULL,
  error text,
  duration_ms integer,
  created_by uuid NOT NULL,
  created_on timestamptz(3) NOT NULL,
  CONSTRAINT tool_calls_pkey PRIMARY KEY (id),
  CONSTRAINT tool_calls_ref_id_key UNIQUE (ref_id),
  CONSTRAINT tool_calls_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (id),
  CONSTRAINT tool_calls_tenant_id_activity_run_id_fkey
    FOREIGN KEY (tenant_id, activity_run_id) REFERENCES activity_runs (tenant_id, id),
  CONSTRAINT tool_calls_duration_check CHECK (duration_ms >= 0)
);

CREATE TABLE llm_providers (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  ref_id char(26) COLLATE "C" NOT NULL,
  tenant_id uuid,
  name varchar(100) NOT NULL,
  adapter_type adapter_type NOT NULL,
  base_url varchar(500),
  api_key text,
  is_default boolean NOT NULL DEFAULT false,
  created_by uuid NOT NULL,
  created_on timestamptz(3) NOT NULL,
  updated_by uuid,
  updated_on timestamptz(3),
  CONSTRAINT llm_providers_pkey PRIMARY KEY (id),
  CONSTRAINT llm_providers_ref_id_key UNIQUE (ref_id),
  CONSTRAINT llm_providers_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (id)
);
