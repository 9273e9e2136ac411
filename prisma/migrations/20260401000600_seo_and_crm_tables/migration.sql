CREATE TYPE link_type AS ENUM ('dofollow', 'nofollow', 'ugc', 'sponsored');
CREATE TYPE outreach_status AS ENUM (
  'prospecting', 'outreach_sent', 'responded', 'agreed', 'published', 'rejected', 'no_response'
);
CREATE TYPE lead_source AS ENUM ('website_form', 'facebook_lead_ad', 'google_lead_form', 'manual', 'import', 'other');
CREATE TYPE lead_status AS ENUM ('new', 'contacted', 'qualified', 'disqualified', 'converted');
CREATE TYPE lead_activity_type AS ENUM ('note', 'email_sent', 'email_received', 'call', 'status_change', 'enrichment');

CREATE TABLE backlinks (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  ref_id char(26) COLLATE "C" NOT NULL,
  tenant_id uuid NOT NULL,
  activity_id uuid,
  deliverable_id uuid,
  target_url varchar(1000) NOT NULL,
  source_url varchar(1000) NOT NULL,
  anchor_text varchar(500),
  domain_authority smallint,
  domain_authority_source varchar(50),
  link_type link_type,
  outreach_status outreach_status NOT NULL DEFAULT 'prospecting',
  outreach_sent_on timestamptz(3),
  link_published_on timestamptz(3),
  last_checked_on timestamptz(3),
  is_live boolean,
  is_indexed boolean,
  dataforseo_check_result jsonb,
  notes text,
  created_by uuid NOT NULL,
  created_on timestamptz(3) NOT NULL,
  updated_by uuid,
  updated_on timestamptz(3),
  deleted_by uuid,
  deleted_on timestamptz(3),
  CONSTRAINT backlinks_pkey PRIMARY KEY (id),
  CONSTRAINT backlinks_ref_id_key UNIQUE (ref_id),
  CONSTRAINT backlinks_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (id),
  CONSTRAINT backlinks_tenant_id_activity_id_fkey
    FOREIGN KEY (tenant_id, activity_id) REFERENCES activities (tenant_id, id),
  CONSTRAINT backlinks_tenant_id_deliverable_id_fkey
    FOREIGN KEY (tenant_id, deliverable_id) REFERENCES deliverables (tenant_id, id),
  CONSTRAINT backlinks_domain_authority_check CHECK (domain_authority BETWEEN 0 AND 100)
);

-- The names read the other way round in DataForSEO and Ahrefs.
COMMENT ON COLUMN backlinks.target_url IS 'the page on the linking site';
COMMENT ON COLUMN backlinks.source_url IS 'the page on the client''s site that is linked to';

CREATE TABLE leads (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  ref_id char(26) COLLATE "C" NOT NULL,
  tenant_id uuid NOT NULL,
  source lead_source NOT NULL,
  source_channel_id uuid,
  source_campaign_id uuid,
  first_name varchar(255),
  last_name varchar(255),
  email varchar(255),
  phone varchar(50),
  company varchar(255),
  job_title varchar(255),
  message text,
  source_url varchar(1000),
  utm_source varchar(255),
  utm_medium varchar(255),
  utm_campaign varchar(255),
  status lead_status NOT NULL DEFAULT 'new',
  disqualification_reason text,
  assigned_to uuid,
  enrichment_data jsonb,
  notes text,
  last_activity_on timestamptz(3),
  created_by uuid NOT NULL,
  created_on timestamptz(3) NOT NULL,
  updated_by uuid,
  updated_on timestamptz(3),
  deleted_by uuid,
  deleted_on timestamptz(3),
  CONSTRAINT leads_pkey PRIMARY KEY (id),
  CONSTRAINT leads_ref_id_key UNIQUE (ref_id),
  CONSTRAINT leads_tenant_id_id_key UNIQUE (tenant_id, id),
  CONSTRAINT leads_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (id),
  CONSTRAINT leads_tenant_id_source_channel_id_fkey
    FOREIGN KEY (tenant_id, source_channel_id) REFERENCES channels (tenant_id, id),
  CONSTRAINT leads_tenant_id_assigned_to_fkey FOREIGN KEY (tenant_id, assigned_to) REFERENCES users (tenant_id, id)
);

CREATE TABLE lead_activities (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  ref_id char(26) COLLATE "C" NOT NULL,
  tenant_id uuid NOT NULL,
  lead_id uuid NOT NULL,
  type lead_activity_type NOT NULL,
  description text,
  actor_type actor_type NOT NULL,
  actor_user_id uuid,
  actor_agent_role varchar(100),
  metadata jsonb,
  created_by uuid NOT NULL,
  created_on timestamptz(3) NOT NULL,
  CONSTRAINT lead_activities_pkey PRIMARY KEY (id),
  CONSTRAINT lead_activities_ref_id_key UNIQUE (ref_id),
  CONSTRAINT lead_activities_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (id),
  CONSTRAINT lead_activities_tenant_id_lead_id_fkey FOREIGN KEY (tenant_id, lead_id) REFERENCES leads (tenant_id, id),
  CONSTRAINT lead_activities_actor_check CHECK (
    (actor_type = 'human') = (actor_user_id IS NOT NULL)
    AND (actor_type = 'agent') = (actor_agent_role IS NOT NULL)
  )
);
