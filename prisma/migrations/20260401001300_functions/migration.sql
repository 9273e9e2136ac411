-- What app_user may do only through a function, and what nobody may do.

-- Closes a run of the statement's tenant, once: only a running one. Answers whether it closed one; an unknown run, another
-- tenant's and one that is closed already all answer false.
-- Runs as its owner, whom no policy holds: so the tenant is compared here.
CREATE FUNCTION finish_activity_run(
  run_ref_id char(26),
  outcome activity_run_status,
  error text DEFAULT NULL,
  input_tokens integer DEFAULT NULL,
  output_tokens integer DEFAULT NULL,
  cost_usd numeric DEFAULT NULL,
  duration_ms integer DEFAULT NULL,
  ended_on timestamptz DEFAULT now()
) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
  IF outcome IS NULL OR outcome = 'running' THEN
    RAISE EXCEPTION 'outcome must be completed, failed or timed_out, received %', coalesce(outcome::text, 'null')
      USING ERRCODE = 'invalid_parameter_value';
  END IF;
  UPDATE public.activity_runs
     SET status = outcome,
         error = finish_activity_run.error,
         input_tokens = finish_activity_run.input_tokens,
         output_tokens = finish_activity_run.output_tokens,
         cost_usd = finish_activity_run.cost_usd,
         duration_ms = finish_activity_run.duration_ms,
         ended_on = finish_activity_run.ended_on
   WHERE ref_id = run_ref_id AND tenant_id = app.current_tenant() AND status = 'running';
  RETURN FOUND;
END
$$;
REVOKE EXECUTE ON FUNCTION finish_activity_run FROM PUBLIC;
GRANT EXECUTE ON FUNCTION finish_activity_run TO app_user;

-- What the door must know before any tenant is set: the tenant and the user that a token names. No row unless the user is of that
-- tenant, so that it tells nothing to who does not hold both ids.
CREATE FUNCTION admit(tenant_ref char(26), user_ref char(26))
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
  app_access text[]
)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT t.id, t.ref_id, t.slug, t.status, t.contract_accepted_on, t.slug = 'platform',
         u.id, u.ref_id, u.role, u.kind, u.status, u.deleted_on IS NOT NULL, u.agent_role, u.app_access
    FROM public.tenants t JOIN public.users u ON u.tenant_id = t.id
   WHERE t.ref_id = tenant_ref AND u.ref_id = user_ref
$$;
REVOKE EXECUTE ON FUNCTION admit FROM PUBLIC;
GRANT EXECUTE ON FUNCTION admit TO app_user;

-- A completed or missed period is history.
CREATE FUNCTION app.keep_closed_period() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  RAISE EXCEPTION 'the deliverable period is % and never changes', OLD.status
    USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'deliverable_periods_closed';
END
$$;
REVOKE EXECUTE ON FUNCTION app.keep_closed_period FROM PUBLIC;

CREATE TRIGGER keep_closed_period BEFORE UPDATE OR DELETE ON deliverable_periods
  FOR EACH ROW WHEN (OLD.status IN ('completed', 'missed')) EXECUTE FUNCTION app.keep_closed_period();
