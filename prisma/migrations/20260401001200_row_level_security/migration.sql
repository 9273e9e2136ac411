-- Who may read and write which row, and which table.
--   app_user reads the rows of the statement's tenant, or of all tenants in platform scope, and writes those of the tenant only.
--   readonly_user reads every row: it serves the operators' dashboards.
--   migrator_user owns the tables and is free of policies by BYPASSRLS alone: they are forced on the owner.

-- Puts a tenant's table under its policies. A migration that creates a table calls it for that table. The kinds:
--   'tenant'  a row belongs to one tenant;
--   'hybrid'  besides, rows without a tenant are read by every tenant and written in platform scope;
--   'log'     a tenant's rows that are added and never changed.
CREATE PROCEDURE app.guard_table(target regclass, kind text DEFAULT 'tenant')
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  owner_column text := CASE WHEN target = 'public.tenants'::regclass THEN 'id' ELSE 'tenant_id' END;
  mine text := format('%I = (SELECT app.current_tenant())', owner_column);
  readable text := mine || ' OR (SELECT app.is_platform())';
  writable text := mine;
BEGIN
  IF kind NOT IN ('tenant', 'hybrid', 'log') THEN
    RAISE EXCEPTION 'kind must be tenant, hybrid or log, received %', kind USING ERRCODE = 'invalid_parameter_value';
  END IF;
  IF kind = 'hybrid' THEN
    readable := readable || ' OR (tenant_id IS NULL AND (SELECT app.current_tenant()) IS NOT NULL)';
    writable := writable || ' OR (tenant_id IS NULL AND (SELECT app.is_platform()))';
  END IF;

  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', target);
  EXECUTE format('CREATE POLICY tenant_read ON %s FOR SELECT TO app_user USING (%s)', target, readable);
  EXECUTE format('CREATE POLICY tenant_insert ON %s FOR INSERT TO app_user WITH CHECK (%s)', target, writable);
  EXECUTE format('CREATE POLICY operator_read ON %s FOR SELECT TO readonly_user USING (true)', target);
  EXECUTE format('GRANT SELECT, INSERT ON %s TO app_user', target);
  EXECUTE format('GRANT SELECT ON %s TO readonly_user', target);

  IF kind <> 'log' THEN
    EXECUTE format(
      'CREATE POLICY tenant_update ON %s FOR UPDATE TO app_user USING (%2$s) WITH CHECK (%2$s)', target, writable);
    EXECUTE format('CREATE POLICY tenant_delete ON %s FOR DELETE TO app_user USING (%s)', target, writable);
    EXECUTE format('GRANT UPDATE, DELETE ON %s TO app_user', target);
  END IF;
END
$$;
REVOKE EXECUTE ON PROCEDURE app.guard_table FROM PUBLIC;

CALL app.guard_table('tenants');
CALL app.guard_table('users');
CALL app.guard_table('contracts');
CALL app.guard_table('billing_events', 'log');

CALL app.guard_table('onboarding_runs');
CALL app.guard_table('strategies');
CALL app.guard_table('goals');
CALL app.guard_table('deliverables');
CALL app.guard_table('deliverable_periods');

CALL app.guard_table('activities');
CALL app.guard_table('activity_runs', 'log');
CALL app.guard_table('activity_templates', 'hybrid');
CALL app.guard_table('recurring_task_templates', 'hybrid');
CALL app.guard_table('approvals');
CALL app.guard_table('agent_configs');
CALL app.guard_table('sessions');
CALL app.guard_table('llm_calls', 'log');
CALL app.guard_table('tool_calls', 'log');
CALL app.guard_table('llm_providers', 'hybrid');

CALL app.guard_table('channels');
CALL app.guard_table('channel_scores');
CALL app.guard_table('blog_requests');
CALL app.guard_table('blog_posts');
CALL app.guard_table('social_media_requests');
CALL app.guard_table('social_media_request_channels');
CALL app.guard_table('social_posts');

CALL app.guard_table('backlinks');

CALL app.guard_table('leads');
CALL app.guard_table('lead_activities', 'log');

CALL app.guard_table('ad_campaigns');
CALL app.guard_table('ad_keywords');
CALL app.guard_table('search_term_reports');
CALL app.guard_table('search_term_classifications');
CALL app.guard_table('ad_optimization_recommendations');

CALL app.guard_table('documents');

-- With the application's own connection alone, a start still names the migration that is pending.
DO $$
BEGIN
  IF to_regclass('public._prisma_migrations') IS NOT NULL THEN
    GRANT SELECT ON _prisma_migrations TO app_user;
  END IF;
END
$$;
