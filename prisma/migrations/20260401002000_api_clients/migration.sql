-- Programs of partners. Each acts as a service user of its own, which its rows name as their maker; the client itself holds what
-- it may do, the hash of its secret, and whether it was revoked.
CREATE TABLE api_clients (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  ref_id char(26) COLLATE "C" NOT NULL,
  tenant_id uuid NOT NULL,
  user_id uuid NOT NULL,
  name varchar(255) NOT NULL,
  scopes text[] NOT NULL DEFAULT '{}',
  secret_hash char(64) COLLATE "C" NOT NULL,
  last_used_on timestamptz(3),
  revoked_on timestamptz(3),
  created_by uuid NOT NULL,
  created_on timestamptz(3) NOT NULL,
  updated_by uuid,
  updated_on timestamptz(3),
  CONSTRAINT api_clients_pkey PRIMARY KEY (id),
  CONSTRAINT api_clients_ref_id_key UNIQUE (ref_id),
  CONSTRAINT api_clients_tenant_id_user_id_key UNIQUE (tenant_id, user_id),
  CONSTRAINT api_clients_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (id),
  CONSTRAINT api_clients_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id),
  CONSTRAINT api_clients_secret_hash_check CHECK (secret_hash ~ '^[0-9a-f]{64}$')
);

CREATE INDEX idx_api_clients_tenant_ref ON api_clients (tenant_id, ref_id);
CALL app.adopt_base_record('api_clients');
CALL app.guard_table('api_clients');
CALL app.estimate('api_clients', 'tenant_id', 100);

-- As before, and of an API client that the token names besides: what it may do, and whether it still may. Nothing of it is found
-- unless it acts as that user.
DROP FUNCTION admit(char(26), char(26));
CREATE FUNCTION admit(tenant_ref char(26), user_ref char(26), client_ref char(26) DEFAULT NULL)
RETURNS TABLE (
  tenant_id uuid,
  tenant_ref_id char(26),
  tenant_slug varchar,
  tenant_status tenant_status,
  contract_accepted_on timestamptz,
  is_platform boolean,
  user_id uuid,
  user_ref_id char(26),
  user_role user_role,
  user_kind user_kind,
  user_status user_status,
  user_deleted boolean,
  agent_role varchar,
  app_access text[],
  client_ref_id char(26),
  client_scopes text[],
  client_revoked boolean,
  client_used_lately boolean
)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT t.id, t.ref_id, t.slug, t.status, t.contract_accepted_on, t.slug = 'platform',
         u.id, u.ref_id, u.role, u.kind, u.status, u.deleted_on IS NOT NULL, u.agent_role, u.app_access,
         c.ref_id, c.scopes, c.revoked_on IS NOT NULL, c.last_used_on > now() - interval '1 minute'
    FROM public.tenants t
    JOIN public.users u ON u.tenant_id = t.id
    LEFT JOIN public.api_clients c ON c.ref_id = client_ref AND c.tenant_id = t.id AND c.user_id = u.id
   WHERE t.ref_id = tenant_ref AND u.ref_id = user_ref
$$;
REVOKE EXECUTE ON FUNCTION admit FROM PUBLIC;
GRANT EXECUTE ON FUNCTION admit TO app_user;

-- What the door must know of a client that asks for a token, before any tenant is set. It tells nothing to who does not hold the id.
CREATE FUNCTION api_client_credentials(client_ref char(26))
RETURNS TABLE (tenant_ref_id char(26), user_ref_id char(26), scopes text[], secret_hash char(64), may_ask boolean)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT t.ref_id, u.ref_id, c.scopes, c.secret_hash, c.revoked_on IS NULL AND u.deleted_on IS NULL
    FROM public.api_clients c
    JOIN public.tenants t ON t.id = c.tenant_id
    JOIN public.users u ON u.tenant_id = c.tenant_id AND u.id = c.user_id
   WHERE c.ref_id = client_ref
$$;
REVOKE EXECUTE ON FUNCTION api_client_credentials FROM PUBLIC;
GRANT EXECUTE ON FUNCTION api_client_credentials TO app_user;

-- Notes that a client is in use, once a minute at most, however many processes it asks.
CREATE FUNCTION note_api_client_use(client_ref char(26)) RETURNS void
LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  UPDATE public.api_clients SET last_used_on = now()
   WHERE ref_id = client_ref AND (last_used_on IS NULL OR last_used_on <= now() - interval '1 minute')
$$;
REVOKE EXECUTE ON FUNCTION note_api_client_use FROM PUBLIC;
GRANT EXECUTE ON FUNCTION note_api_client_use TO app_user;
