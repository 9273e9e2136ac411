CREATE TABLE documents (
  id char(24) COLLATE "C" NOT NULL,
  tenant_id uuid NOT NULL,
  collection varchar(50) NOT NULL,
  body jsonb,
  content bytea,
  content_type varchar(100),
  created_on timestamptz(3) NOT NULL,
  updated_on timestamptz(3),
  CONSTRAINT documents_pkey PRIMARY KEY (id),
  CONSTRAINT documents_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (id),
  CONSTRAINT documents_id_check CHECK (id ~ '^[0-9a-f]{24}$'),
  CONSTRAINT documents_content_check CHECK (num_nonnulls(body, content) > 0)
);
