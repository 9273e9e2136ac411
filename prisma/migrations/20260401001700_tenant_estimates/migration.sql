-- How many rows PostgreSQL expects under one tenant, and under a person or a campaign of it: a fixed part of the table's. What it
-- would reckon itself is the average, and tenants differ: among ten thousand it took each to have ten rows, and read and sorted all
-- that a large one has where an index keeps the order. What is right for a large one is right for a small one too.

CREATE PROCEDURE app.estimate(target regclass, column_name name, parts integer)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ALTER COLUMN %I SET (n_distinct = %s, n_distinct_inherited = %3$s)', target, column_name, parts);
  EXECUTE format('ANALYZE %s (%I)', target, column_name);
END
$$;
REVOKE EXECUTE ON PROCEDURE app.estimate FROM PUBLIC;

-- A tenant has a hundredth.
DO $$
DECLARE
  target regclass;
BEGIN
  FOR target IN
    SELECT c.oid::regclass FROM pg_class c
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
       AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped)
  LOOP
    CALL app.estimate(target, 'tenant_id', 100);
  END LOOP;
END
$$;

-- And of that, a person or a campaign has a tenth: the two are multiplied.
CALL app.estimate('activities', 'assignee_user_id', 10);
CALL app.estimate('leads', 'assigned_to', 10);
CALL app.estimate('ad_keywords', 'ad_campaign_id', 10);
CALL app.estimate('search_term_reports', 'ad_campaign_id', 10);
CALL app.estimate('search_term_classifications', 'ad_campaign_id', 10);
CALL app.estimate('ad_optimization_recommendations', 'ad_campaign_id', 10);

-- A month's partition has columns of its own, and so estimates of its own.
CREATE OR REPLACE PROCEDURE app.close_partition(target regclass)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', target);
  EXECUTE format('REVOKE ALL ON %s FROM PUBLIC, app_user, readonly_user', target);
  CALL app.estimate(target, 'tenant_id', 100);
END
$$;
