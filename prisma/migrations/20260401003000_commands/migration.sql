-- What commands keep beside the rows they write: keys of retries, the audit, events for others, what a month has spent, calls to
-- outside systems, and the order of a pipeline's steps.

-- One outcome a key of a tenant: a retry is answered with it and does nothing. A command that is refused takes its key back.
CREATE TABLE idempotency_keys (
  tenant_id uuid NOT NULL,
  key varchar(255) COLLATE "C" NOT NULL,
  -- SHA-256 of the mutation's name, its input without the key, and who sent it.
  request_hash bytea NOT NULL,
  -- JSON as text: jsonb would order keys and write numbers anew, and a replay is to be equal. Null while the command is under way.
  outcome text,
  created_on timestamptz(3) NOT NULL,
  CONSTRAINT idempotency_keys_pkey PRIMARY KEY (tenant_id, key),
  CONSTRAINT idempotency_keys_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (id),
  CONSTRAINT idempotency_keys_request_hash_check CHECK (octet_length(request_hash) = 32)
);
CREATE INDEX idx_idempotency_keys_created ON idempotency_keys (tenant_id, created_on);
CALL app.guard_table('idempotency_keys');
CALL app.estimate('idempotency_keys', 'tenant_id', 100);

-- Who changed what: one row a command, written in its transaction and sealed shortly after.
CREATE TABLE audit_events (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  ref_id char(26) COLLATE "C" NOT NULL,
  tenant_id uuid NOT NULL,
  -- The transaction: rows below the oldest that is running will not become more, so that a reader misses none (an xid8 as number).
  xact bigint NOT NULL DEFAULT (pg_current_xact_id()::text::bigint),
  command varchar(100) NOT NULL,
  actor_persona varchar(20) NOT NULL,
  actor_ref_id char(26) COLLATE "C" NOT NULL,
  client_ref_id char(26) COLLATE "C",
  request_id varchar(100) NOT NULL,
  ip varchar(45),
  user_agent varchar(1000),
  -- [{ type, id, fields: { name: [before, after] } }]: no secret, no personal data.
  changes jsonb NOT NULL,
  created_by uuid NOT NULL,
  created_on timestamptz(3) NOT NULL,
  CONSTRAINT audit_events_pkey PRIMARY KEY (id),
  CONSTRAINT audit_events_ref_id_key UNIQUE (ref_id),
  CONSTRAINT audit_events_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (id)
);
CREATE INDEX idx_audit_events_tenant_ref ON audit_events (tenant_id, ref_id);
CREATE INDEX idx_audit_events_xact ON audit_events (xact, ref_id);
CALL app.adopt_base_record('audit_events');
CALL app.guard_table('audit_events', 'log');
CALL app.estimate('audit_events', 'tenant_id', 100);

-- Seals over audit events, a chain a tenant: changed, removed, inserted and reordered events break it.
CREATE TABLE audit_blocks (
  tenant_id uuid NOT NULL,
  -- 1 for a tenant's first.
  number bigint NOT NULL,
  -- Every event of the tenant below this transaction is in this block or in one before.
  sealed_below bigint NOT NULL,
  -- The events' ULIDs in the order of their leaves, and the leaves: SHA-256, 32 bytes each.
  event_ref_ids text[] NOT NULL,
  leaves bytea NOT NULL,
  -- Merkle root of the leaves (RFC 6962).
  root bytea NOT NULL,
  -- Hash of the block before; 32 zeros before the first.
  previous bytea NOT NULL,
  -- SHA-256 of all of this but the leaves, which the root stands for.
  hash bytea NOT NULL,
  -- Of the hash, by a key that the database does not know, and which one.
  key_id varchar(32) NOT NULL,
  signature bytea NOT NULL,
  sealed_on timestamptz(3) NOT NULL,
  CONSTRAINT audit_blocks_pkey PRIMARY KEY (tenant_id, number),
  CONSTRAINT audit_blocks_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (id)
);
-- The highest of all tenants is where the next round of sealing begins.
CREATE INDEX idx_audit_blocks_sealed_below ON audit_blocks (sealed_below);
CALL app.guard_table('audit_blocks', 'log');
CALL app.estimate('audit_blocks', 'tenant_id', 100);

-- What happened, for those who are to be told: jobs, webhooks, subscriptions. Read by transaction, as the audit is.
CREATE TABLE outbox_events (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  ref_id char(26) COLLATE "C" NOT NULL,
  tenant_id uuid NOT NULL,
  xact bigint NOT NULL DEFAULT (pg_current_xact_id()::text::bigint),
  -- `activity.approved`.
  kind varchar(100) NOT NULL,
  subject_type varchar(50) NOT NULL,
  subject_ref_id char(26) COLLATE "C" NOT NULL,
  -- ULIDs and plain values; who is told reads the rest with its own rights.
  payload jsonb NOT NULL,
  created_by uuid NOT NULL,
  created_on timestamptz(3) NOT NULL,
  CONSTRAINT outbox_events_pkey PRIMARY KEY (id),
  CONSTRAINT outbox_events_ref_id_key UNIQUE (ref_id),
  CONSTRAINT outbox_events_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (id)
);
CREATE INDEX idx_outbox_events_tenant_ref ON outbox_events (tenant_id, ref_id);
CREATE INDEX idx_outbox_events_xact ON outbox_events (xact, ref_id);
CALL app.adopt_base_record('outbox_events');
CALL app.guard_table('outbox_events', 'log');
CALL app.estimate('outbox_events', 'tenant_id', 100);

-- What a tenant has spent in a UTC month and what runs under way may still spend: locked by whoever starts one.
CREATE TABLE tenant_spend_months (
  tenant_id uuid NOT NULL,
  -- Its first day.
  month date NOT NULL,
  spent_usd numeric(14,6) NOT NULL DEFAULT 0,
  reserved_usd numeric(14,6) NOT NULL DEFAULT 0,
  CONSTRAINT tenant_spend_months_pkey PRIMARY KEY (tenant_id, month),
  CONSTRAINT tenant_spend_months_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (id),
  CONSTRAINT tenant_spend_months_month_check CHECK (date_trunc('month', month) = month),
  CONSTRAINT tenant_spend_months_amounts_check CHECK (spent_usd >= 0 AND reserved_usd >= 0)
);
CALL app.guard_table('tenant_spend_months');
CALL app.estimate('tenant_spend_months', 'tenant_id', 100);
INSERT INTO tenant_spend_months (tenant_id, month, spent_usd)
SELECT tenant_id, date_trunc('month', day)::date, sum(cost_usd) FROM llm_cost_days GROUP BY 1, 2;

-- Held of the month's spend by a run until it ends.
ALTER TABLE activity_runs ADD COLUMN reserved_usd numeric(10,6);

-- The order of a pipeline's steps, frozen when it is opened: a template that is edited later does not bend running work.
CREATE TABLE activity_dependencies (
  tenant_id uuid NOT NULL,
  activity_id uuid NOT NULL,
  depends_on_id uuid NOT NULL,
  CONSTRAINT activity_dependencies_pkey PRIMARY KEY (activity_id, depends_on_id),
  CONSTRAINT activity_dependencies_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (id),
  CONSTRAINT activity_dependencies_tenant_id_activity_id_fkey
    FOREIGN KEY (tenant_id, activity_id) REFERENCES activities (tenant_id, id),
  CONSTRAINT activity_dependencies_tenant_id_depends_on_id_fkey
    FOREIGN KEY (tenant_id, depends_on_id) REFERENCES activities (tenant_id, id),
  CONSTRAINT activity_dependencies_other_check CHECK (activity_id <> depends_on_id)
);
CREATE INDEX idx_activity_dependencies_depends_on ON activity_dependencies (tenant_id, depends_on_id);
CALL app.guard_table('activity_dependencies');
CALL app.estimate('activity_dependencies', 'tenant_id', 100);

-- The firing of a recurring task that an activity was made for: one a slot, whoever fires it.
ALTER TABLE recurring_task_templates ADD CONSTRAINT recurring_task_templates_tenant_id_id_key UNIQUE (tenant_id, id);
ALTER TABLE activities
  ADD COLUMN recurring_task_template_id uuid,
  ADD COLUMN occurrence_on timestamptz(3),
  ADD CONSTRAINT activities_recurring_task_template_id_fkey
    FOREIGN KEY (tenant_id, recurring_task_template_id) REFERENCES recurring_task_templates (tenant_id, id),
  ADD CONSTRAINT activities_occurrence_check CHECK (occurrence_on IS NULL OR recurring_task_template_id IS NOT NULL),
  ADD CONSTRAINT activities_occurrence_key UNIQUE (recurring_task_template_id, occurrence_on);
CREATE INDEX idx_activities_recurring_task_template
  ON activities (tenant_id, recurring_task_template_id) WHERE recurring_task_template_id IS NOT NULL;

-- Calls to systems of others: reserved before the call, settled after it; what nobody settled is asked for there first.
CREATE TYPE outside_call_state AS ENUM ('reserved', 'succeeded', 'refused', 'unknown');
CREATE TABLE outside_calls (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  ref_id char(26) COLLATE "C" NOT NULL,
  tenant_id uuid NOT NULL,
  kind varchar(50) NOT NULL,
  subject_type varchar(50) NOT NULL,
  subject_ref_id char(26) COLLATE "C" NOT NULL,
  attempt smallint NOT NULL DEFAULT 1,
  -- What the other system knows the effect by.
  upstream_key varchar(255),
  state outside_call_state NOT NULL DEFAULT 'reserved',
  answer jsonb,
  settled_on timestamptz(3),
  created_by uuid NOT NULL,
  created_on timestamptz(3) NOT NULL,
  updated_by uuid,
  updated_on timestamptz(3),
  CONSTRAINT outside_calls_pkey PRIMARY KEY (id),
  CONSTRAINT outside_calls_ref_id_key UNIQUE (ref_id),
  CONSTRAINT outside_calls_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (id),
  CONSTRAINT outside_calls_settled_check CHECK ((state = 'reserved') = (settled_on IS NULL))
);
CREATE UNIQUE INDEX idx_outside_calls_one_open ON outside_calls (tenant_id, subject_type, subject_ref_id, kind)
  WHERE state = 'reserved';
CREATE INDEX idx_outside_calls_tenant_ref ON outside_calls (tenant_id, ref_id);
CALL app.adopt_base_record('outside_calls');
CALL app.guard_table('outside_calls');
CALL app.estimate('outside_calls', 'tenant_id', 100);

-- What a command asks once more of who sends it and of the tenant it writes to: what was known at the door may be some seconds old.
CREATE FUNCTION standing(actor_id uuid, acting_tenant uuid, client_ref char(26) DEFAULT NULL)
RETURNS TABLE (is_active boolean, client_revoked boolean, tenant_status tenant_status, contract_accepted boolean)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT u.deleted_on IS NULL AND u.status <> 'deactivated',
         client_ref IS NOT NULL AND NOT EXISTS (
           SELECT FROM public.api_clients c WHERE c.ref_id = client_ref AND c.user_id = u.id AND c.revoked_on IS NULL),
         t.status, t.contract_accepted_on IS NOT NULL
    FROM public.users u CROSS JOIN public.tenants t
   WHERE u.id = actor_id AND t.id = acting_tenant
     AND (u.tenant_id = acting_tenant OR u.role = 'super_admin')
$$;
REVOKE EXECUTE ON FUNCTION standing FROM PUBLIC;
GRANT EXECUTE ON FUNCTION standing TO app_user;
