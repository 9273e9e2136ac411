-- How many of a tenant's activities stand in each status: told from a few rows instead of from every activity that the tenant ever
-- had (contract 1.9.3). Kept by whatever writes activities, in its transaction, so the two cannot drift.

-- Of one tenant and status there are as many rows as transactions once counted it at the same time, and their sum is the number: a
-- single row would make every writer of a tenant wait for the one before, or two of them for each other. One alone may be negative.
CREATE TABLE activity_counts (
  tenant_id uuid NOT NULL,
  status activity_status NOT NULL,
  slot bigint GENERATED ALWAYS AS IDENTITY,
  count integer NOT NULL,
  CONSTRAINT activity_counts_pkey PRIMARY KEY (tenant_id, status, slot),
  CONSTRAINT activity_counts_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (id)
) WITH (fillfactor = 50); -- Room for a row's next version beside it: no index changes with the number.
CALL app.guard_table('activity_counts', 'log');
-- Nobody but the trigger adds to it.
REVOKE INSERT ON activity_counts FROM app_user;

-- Adds to a status of a tenant without ever waiting: to a row that no other transaction holds, else to one of its own.
CREATE PROCEDURE app.add_to_activity_count(of_tenant uuid, of_status activity_status, difference integer)
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  UPDATE public.activity_counts SET count = count + difference
   WHERE tenant_id = of_tenant AND status = of_status
     AND slot = (SELECT slot FROM public.activity_counts WHERE tenant_id = of_tenant AND status = of_status
                  LIMIT 1 FOR UPDATE SKIP LOCKED);
  IF NOT FOUND THEN
    INSERT INTO public.activity_counts (tenant_id, status, count) VALUES (of_tenant, of_status, difference);
  END IF;
END
$$;
REVOKE EXECUTE ON PROCEDURE app.add_to_activity_count FROM PUBLIC;

-- Runs as its owner, whom no policy holds: the activities' own tenants have passed theirs.
CREATE FUNCTION app.count_activities() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  changed record;
BEGIN
  CASE TG_OP
    WHEN 'INSERT' THEN
      FOR changed IN
        SELECT tenant_id, status, count(*)::int AS difference FROM added WHERE deleted_on IS NULL GROUP BY 1, 2
      LOOP
        CALL app.add_to_activity_count(changed.tenant_id, changed.status, changed.difference);
      END LOOP;
    WHEN 'DELETE' THEN
      FOR changed IN
        SELECT tenant_id, status, -count(*)::int AS difference FROM removed WHERE deleted_on IS NULL GROUP BY 1, 2
      LOOP
        CALL app.add_to_activity_count(changed.tenant_id, changed.status, changed.difference);
      END LOOP;
    WHEN 'UPDATE' THEN
      FOR changed IN
        SELECT tenant_id, status, sum(sign)::int AS difference
          FROM (SELECT tenant_id, status, 1 AS sign FROM added WHERE deleted_on IS NULL
                UNION ALL
                SELECT tenant_id, status, -1 FROM removed WHERE deleted_on IS NULL) both_versions
         GROUP BY 1, 2 HAVING sum(sign) <> 0
      LOOP
        CALL app.add_to_activity_count(changed.tenant_id, changed.status, changed.difference);
      END LOOP;
  END CASE;
  RETURN NULL;
END
$$;
REVOKE EXECUTE ON FUNCTION app.count_activities FROM PUBLIC;

CREATE TRIGGER count_inserted_activities AFTER INSERT ON activities
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION app.count_activities();
CREATE TRIGGER count_updated_activities AFTER UPDATE ON activities
  REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION app.count_activities();
CREATE TRIGGER count_deleted_activities AFTER DELETE ON activities
  REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION app.count_activities();

-- Activities of before.
INSERT INTO activity_counts (tenant_id, status, count)
SELECT tenant_id, status, count(*) FROM activities WHERE deleted_on IS NULL GROUP BY 1, 2;
