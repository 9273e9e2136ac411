-- How many rows PostgreSQL expects of one tenant: a hundredth of a table's, however many tenants there are. What it would reckon
-- itself is the average, and tenants differ: among ten thousand it took each to have ten rows, and read and sorted all that a large
-- one has where an index keeps the order. Reading in order is right for small and large ones, so this is planned for.

CREATE PROCEDURE app.estimate_tenant(target regclass)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ALTER COLUMN tenant_id SET (n_distinct = 100, n_distinct_inherited = 100)', target);
  EXECUTE format('ANALYZE %s', target);
END
$$;
REVOKE EXECUTE ON PROCEDURE app.estimate_tenant FROM PUBLIC;

DO $$
DECLARE
  target regclass;
BEGIN
  FOR target IN
    SELECT c.oid::regclass FROM pg_class c
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
       AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped)
  LOOP
    CALL app.estimate_tenant(target);
  END LOOP;
END
$$;

-- A month's partition has columns of its own, and so estimates of its own.
CREATE OR REPLACE PROCEDURE app.close_partition(target regclass)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', target);
  EXECUTE format('REVOKE ALL ON %s FROM PUBLIC, app_user, readonly_user', target);
  CALL app.estimate_tenant(target);
END
$$;
