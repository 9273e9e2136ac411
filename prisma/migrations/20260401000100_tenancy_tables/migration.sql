CREATE TYPE plan AS ENUM ('free', 'pro', 'agency', 'enterprise');
CREATE TYPE tenant_status AS ENUM ('trialing', 'active', 'suspended', 'cancelled');
CREATE TYPE data_privacy_level AS ENUM ('cloud_ok', 'local_only');
CREATE TYPE deployment_mode AS ENUM ('saas', 'on_prem');
CREATE TYPE user_role AS ENUM ('admin', 'member', 'reviewer', 'super_admin');
CREATE TYPE user_status AS ENUM ('active', 'invited', 'deactivated');
CREATE TYPE user_kind AS ENUM ('human', 'agent', 'service');
CREATE TYPE contract_status AS ENUM ('pending_acceptance', 'accepted', 'superseded');
CREATE TYPE actor_type AS ENUM ('human', 'agent', 'system');

CREATE TABLE tenants (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  ref_id char(26) COLLATE "C" NOT NULL,
  slug varchar(100) NOT NULL,
  name varchar(255) NOT NULL,
  industry varchar(100),
  website varchar(500),
  plan plan NOT NULL,
  status tenant_status NOT NULL,
  data_privacy_level data_privacy_level NOT NULL,
  deployment_mode deployment_mode NOT NULL,
  active_platforms text[] NOT NULL DEFAULT '{}',
  monthly_spend_cap_usd numeric(10, 4),
  current_month_spend_usd numeric(14, 6) NOT NULL DEFAULT 0,
  razorpay_customer_id varchar(255),
  razorpay_subscription_id varchar(255),
  contract_accepted_on timestamptz(3),
  created_by uuid,
  created_on timestamptz(3) NOT NULL,
  updated_by uuid,
  updated_on timestamptz(3),
  CONSTRAINT tenants_pkey PRIMARY KEY (id),
  CONSTRAINT tenants_ref_id_key UNIQUE (ref_id),
  CONSTRAINT tenants_slug_key UNIQUE (slug),
  CONSTRAINT tenants_spend_check CHECK (monthly_spend_cap_usd >= 0 AND current_month_spend_usd >= 0)
);

CREATE TABLE users (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  ref_id char(26) COLLATE "C" NOT NULL,
  tenant_id uuid NOT NULL,
  email varchar(255),
  name varchar(255) NOT NULL,
  kind user_kind NOT NULL DEFAULT 'human',
  role user_role NOT NULL,
  agent_role varchar(100),
  app_access text[] NOT NULL DEFAULT '{}',
  status user_status NOT NULL,
  created_by uuid NOT NULL,
  created_on timestamptz(3) NOT NULL,
  updated_by uuid,
  updated_on timestamptz(3),
  deleted_by uuid,
  deleted_on timestamptz(3),
  CONSTRAINT users_pkey PRIMARY KEY (id),
  CONSTRAINT users_ref_id_key UNIQUE (ref_id),
  CONSTRAINT users_tenant_id_id_key UNIQUE (tenant_id, id),
  CONSTRAINT users_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (id),
  CONSTRAINT users_email_check CHECK (kind <> 'human' OR email IS NOT NULL),
  CONSTRAINT users_agent_role_check CHECK ((kind = 'agent') = (agent_role IS NOT NULL)),
  CONSTRAINT users_app_access_check CHECK (app_access <@ ARRAY['dashboard', 'dm-portal', 'manage']),
  CONSTRAINT users_deactivation_check CHECK ((status = 'deactivated') = (deleted_on IS NOT NULL))
);

CREATE TABLE contracts (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  ref_id char(26) COLLATE "C" NOT NULL,
  tenant_id uuid NOT NULL,
  template_version varchar(50) NOT NULL,
  pdf_ref char(24) COLLATE "C" NOT NULL,
  generated_on timestamptz(3) NOT NULL,
  status contract_status NOT NULL,
  accepted_on timestamptz(3),
  accepted_by uuid,
  accepted_ip varchar(45),
  accepted_user_agent text,
  created_by uuid NOT NULL,
  created_on timestamptz(3) NOT NULL,
  updated_by uuid,
  updated_on timestamptz(3),
  CONSTRAINT contracts_pkey PRIMARY KEY (id),
  CONSTRAINT contracts_ref_id_key UNIQUE (ref_id),
  CONSTRAINT contracts_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (id),
  CONSTRAINT contracts_acceptance_check CHECK (
    status <> 'accepted' OR (accepted_on IS NOT NULL AND accepted_by IS NOT NULL)
  )
);

CREATE TABLE billing_events (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  ref_id char(26) COLLATE "C" NOT NULL,
  tenant_id uuid NOT NULL,
  event_type varchar(100) NOT NULL,
  razorpay_event_id varchar(255) NOT NULL,
  razorpay_entity_id varchar(255),
  amount_inr integer,
  plan plan,
  payload jsonb NOT NULL,
  created_by uuid NOT NULL,
  created_on timestamptz(3) NOT NULL,
  CONSTRAINT billing_events_pkey PRIMARY KEY (id),
  CONSTRAINT billing_events_ref_id_key UNIQUE (ref_id),
  CONSTRAINT billing_events_razorpay_event_id_key UNIQUE (razorpay_event_id),
  CONSTRAINT billing_events_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (id)
);
