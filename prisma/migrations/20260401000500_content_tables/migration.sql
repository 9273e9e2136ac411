CREATE TYPE channel_platform AS ENUM (
  'linkedin', 'facebook', 'instagram', 'x_twitter', 'tiktok', 'wordpress', 'webflow', 'google_business_profile',
  'google_search_console', 'google_analytics', 'mailchimp', 'klaviyo', 'google_ads', 'meta_ads'
);
CREATE TYPE channel_type AS ENUM ('social', 'cms', 'analytics', 'local', 'email', 'ads');
CREATE TYPE channel_status AS ENUM ('connected', 'expired', 'revoked', 'error');
CREATE TYPE search_intent AS ENUM ('informational', 'commercial', 'navigational', 'transactional');
CREATE TYPE request_priority AS ENUM ('normal', 'high', 'urgent');
CREATE TYPE request_status AS ENUM ('draft', 'pending_approval', 'approved', 'rejected', 'in_progress', 'completed');
CREATE TYPE blog_post_status AS ENUM ('draft', 'writing', 'review', 'approved', 'scheduled', 'published', 'rejected');
CREATE TYPE social_post_type AS ENUM ('standard', 'carousel', 'reel', 'story', 'article', 'gbp_update');
CREATE TYPE social_post_status AS ENUM (
  'draft', 'writing', 'review', 'approved', 'scheduled', 'published', 'rejected', 'failed'
);

CREATE TABLE channels (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  ref_id char(26) COLLATE "C" NOT NULL,
  tenant_id uuid NOT NULL,
  platform channel_platform NOT NULL,
  channel_type channel_type NOT NULL,
  name varchar(255) NOT NULL,
  external_id varchar(500) NOT NULL,
  external_url varchar(1000),
  access_token text,
  refresh_token text,
  token_expires_at timestamptz(3),
  scopes text[] NOT NULL DEFAULT '{}',
  metadata jsonb,
  status channel_status NOT NULL,
  last_verified_at timestamptz(3),
  error_message text,
  score smallint,
  score_breakdown jsonb,
  score_calculated_at timestamptz(3),
  score_previous smallint,
  created_by uuid NOT NULL,
  created_on timestamptz(3) NOT NULL,
  updated_by uuid,
  updated_on timestamptz(3),
  CONSTRAINT channels_pkey PRIMARY KEY (id),
  CONSTRAINT channels_ref_id_key UNIQUE (ref_id),
  CONSTRAINT channels_tenant_id_id_key UNIQUE (tenant_id, id),
  CONSTRAINT channels_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (id),
  CONSTRAINT channels_score_check CHECK (score BETWEEN 0 AND 100 AND score_previous BETWEEN 0 AND 100),
  CONSTRAINT channels_revoked_tokens_check CHECK (
    status <> 'revoked' OR (access_token IS NULL AND refresh_token IS NULL)
  )
);

CREATE TABLE channel_scores (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  ref_id char(26) COLLATE "C" NOT NULL,
  tenant_id uuid NOT NULL,
  channel_id uuid NOT NULL,
  score smallint NOT NULL,
  score_breakdown jsonb,
  scoring_criteria jsonb,
  scored_on timestamptz(3) NOT NULL,
  period varchar(7) NOT NULL,
  created_by uuid NOT NULL,
  created_on timestamptz(3) NOT NULL,
  CONSTRAINT channel_scores_pkey PRIMARY KEY (id),
  CONSTRAINT channel_scores_ref_id_key UNIQUE (ref_id),
  CONSTRAINT channel_scores_channel_id_period_key UNIQUE (channel_id, period),
  CONSTRAINT channel_scores_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (id),
  CONSTRAINT channel_scores_tenant_id_channel_id_fkey
    FOREIGN KEY (tenant_id, channel_id) REFERENCES channels (tenant_id, id),
  CONSTRAINT channel_scores_score_check CHECK (score BETWEEN 0 AND 100),
  CONSTRAINT channel_scores_period_check CHECK (period ~ '^[0-9]{4}-(0[1-9]|1[0-2])$')
);

CREATE TABLE blog_requests (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  ref_id char(26) COLLATE "C" NOT NULL,
  tenant_id uuid NOT NULL,
  deliverable_id uuid,
  deliverable_period_id uuid,
  activity_id uuid,
  requested_by_type actor_type NOT NULL,
  requested_by_user_id uuid,
  requested_by_agent_role varchar(100),
  title varchar(500) NOT NULL,
  topic_brief text,
  target_keyword varchar(255),
  secondary_keywords text[] NOT NULL DEFAULT '{}',
  search_intent search_intent,
  target_audience text,
  target_channel_id uuid,
  target_word_count integer,
  notes text,
  priority request_priority NOT NULL DEFAULT 'normal',
  status request_status NOT NULL DEFAULT 'draft',
  rejection_notes text,
  created_by uuid NOT NULL,
  created_on timestamptz(3) NOT NULL,
  updated_by uuid,
  updated_on timestamptz(3),
  CONSTRAINT blog_requests_pkey PRIMARY KEY (id),
  CONSTRAINT blog_requests_ref_id_key UNIQUE (ref_id),
  CONSTRAINT blog_requests_tenant_id_id_key UNIQUE (tenant_id, id),
  CONSTRAINT blog_requests_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (id),
  CONSTRAINT blog_requests_tenant_id_deliverable_id_fkey
    FOREIGN KEY (tenant_id, deliverable_id) REFERENCES deliverables (tenant_id, id),
  CONSTRAINT blog_requests_tenant_id_deliverable_period_id_fkey
    FOREIGN KEY (tenant_id, deliverable_period_id) REFERENCES deliverable_periods (tenant_id, id),
  CONSTRAINT blog_requests_tenant_id_activity_id_fkey
    FOREIGN KEY (tenant_id, activity_id) REFERENCES activities (tenant_id, id),
  CONSTRAINT blog_requests_tenant_id_target_channel_id_fkey
    FOREIGN KEY (tenant_id, target_channel_id) REFERENCES channels (tenant_id, id),
  CONSTRAINT blog_requests_requested_by_check CHECK (
    (requested_by_type = 'human') = (requested_by_user_id IS NOT NULL)
    AND (requested_by_type = 'agent') = (requested_by_agent_role IS NOT NULL)
  ),
  CONSTRAINT blog_requests_word_count_check CHECK (target_word_count > 0)
);

CREATE TABLE blog_posts (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  ref_id char(26) COLLATE "C" NOT NULL,
  tenant_id uuid NOT NULL,
  blog_request_id uuid NOT NULL,
  channel_id uuid,
  title varchar(500) NOT NULL,
  slug varchar(500),
  meta_description varchar(160),
  focus_keyword varchar(255),
  content_ref char(24) COLLATE "C",
  word_count integer,
  status blog_post_status NOT NULL DEFAULT 'draft',
  scheduled_for timestamptz(3),
  published_on timestamptz(3),
  published_url varchar(1000),
  cms_post_id varchar(255),
  created_by uuid NOT NULL,
  created_on timestamptz(3) NOT NULL,
  updated_by uuid,
  updated_on timestamptz(3),
  CONSTRAINT blog_posts_pkey PRIMARY KEY (id),
  CONSTRAINT blog_posts_ref_id_key UNIQUE (ref_id),
  CONSTRAINT blog_posts_blog_request_id_key UNIQUE (blog_request_id),
  CONSTRAINT blog_posts_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (id),
  CONSTRAINT blog_posts_tenant_id_blog_request_id_fkey
    FOREIGN KEY (tenant_id, blog_request_id) REFERENCES blog_requests (tenant_id, id),
  CONSTRAINT blog_posts_tenant_id_channel_id_fkey
    FOREIGN KEY (tenant_id, channel_id) REFERENCES channels (tenant_id, id),
  CONSTRAINT blog_posts_word_count_check CHECK (word_count >= 0)
);

CREATE TABLE social_media_requests (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  ref_id char(26) COLLATE "C" NOT NULL,
  tenant_id uuid NOT NULL,
  deliverable_id uuid,
  deliverable_period_id uuid,
  activity_id uuid,
  requested_by_type actor_type NOT NULL,
  requested_by_user_id uuid,
  requested_by_agent_role varchar(100),
  topic varchar(500) NOT NULL,
  content_brief text,
  post_type social_post_type NOT NULL,
  scheduled_for timestamptz(3),
  notes text,
  priority request_priority NOT NULL DEFAULT 'normal',
  status request_status NOT NULL DEFAULT 'draft',
  rejection_notes text,
  created_by uuid NOT NULL,
  created_on timestamptz(3) NOT NULL,
  updated_by uuid,
  updated_on timestamptz(3),
  CONSTRAINT social_media_requests_pkey PRIMARY KEY (id),
  CONSTRAINT social_media_requests_ref_id_key UNIQUE (ref_id),
  CONSTRAINT social_media_requests_tenant_id_id_key UNIQUE (tenant_id, id),
  CONSTRAINT social_media_requests_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (id),
  CONSTRAINT social_media_requests_tenant_id_deliverable_id_fkey
    FOREIGN KEY (tenant_id, deliverable_id) REFERENCES deliverables (tenant_id, id),
  CONSTRAINT social_media_requests_tenant_id_deliverable_period_id_fkey
    FOREIGN KEY (tenant_id, deliverable_period_id) REFERENCES deliverable_periods (tenant_id, id),
  CONSTRAINT social_media_requests_tenant_id_activity_id_fkey
    FOREIGN KEY (tenant_id, activity_id) REFERENCES activities (tenant_id, id),
  CONSTRAINT social_media_requests_requested_by_check CHECK (
    (requested_by_type = 'human') = (requested_by_user_id IS NOT NULL)
    AND (requested_by_type = 'agent') = (requested_by_agent_role IS NOT NULL)
  )
);

CREATE TABLE social_media_request_channels (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  ref_id char(26) COLLATE "C" NOT NULL,
  tenant_id uuid NOT NULL,
  social_media_request_id uuid NOT NULL,
  channel_id uuid NOT NULL,
  created_by uuid NOT NULL,
  created_on timestamptz(3) NOT NULL,
  CONSTRAINT social_media_request_channels_pkey PRIMARY KEY (id),
  CONSTRAINT social_media_request_channels_ref_id_key UNIQUE (ref_id),
  CONSTRAINT social_media_request_channels_social_media_request_id_chann_key UNIQUE (
    social_media_request_id, channel_id
  ),
  CONSTRAINT social_media_request_channels_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (id),
  CONSTRAINT social_media_request_channels_tenant_id_social_media_reque_fkey
    FOREIGN KEY (tenant_id, social_media_request_id) REFERENCES social_media_requests (tenant_id, id),
  CONSTRAINT social_media_request_channels_tenant_id_channel_id_fkey
    FOREIGN KEY (tenant_id, channel_id) REFERENCES channels (tenant_id, id)
);

CREATE TABLE social_posts (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  ref_id char(26) COLLATE "C" NOT NULL,
  tenant_id uuid NOT NULL,
  social_media_request_id uuid NOT NULL,
  channel_id uuid NOT NULL,
  platform channel_platform NOT NULL,
  content_ref char(24) COLLATE "C",
  char_count integer,
  status social_post_status NOT NULL DEFAULT 'draft',
  scheduled_for timestamptz(3),
  published_on timestamptz(3),
  published_url varchar(1000),
  platform_post_id varchar(255),
  engagement_snapshot jsonb,
  last_engagement_on timestamptz(3),
  created_by uuid NOT NULL,
  created_on timestamptz(3) NOT NULL,
  updated_by uuid,
  updated_on timestamptz(3),
  CONSTRAINT social_posts_pkey PRIMARY KEY (id),
  CONSTRAINT social_posts_ref_id_key UNIQUE (ref_id),
  CONSTRAINT social_posts_social_media_request_id_channel_id_key UNIQUE (social_media_request_id, channel_id),
  CONSTRAINT social_posts_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (id),
  CONSTRAINT social_posts_tenant_id_social_media_request_id_fkey
    FOREIGN KEY (tenant_id, social_media_request_id) REFERENCES social_media_requests (tenant_id, id),
  CONSTRAINT social_posts_tenant_id_channel_id_fkey
    FOREIGN KEY (tenant_id, channel_id) REFERENCES channels (tenant_id, id),
  CONSTRAINT social_posts_char_count_check CHECK (char_count >= 0)
);
