-- The base record's rules, the same on every table that carries a ref_id.

-- Refuses to change what a row is known by.
CREATE FUNCTION app.keep_identity() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  RAISE EXCEPTION 'id, ref_id, tenant_id and created_on of % never change', TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation';
END
$$;

-- Puts a table under the base record's rules. A migration that creates a table calls it for that table:
--   ref_id is a ULID, and created_on is the ULID's own millisecond, so that both orders are one order;
--   id, ref_id, tenant_id and created_on never change;
--   who acted is a user. Plain keys, since a super admin or the system user lives in the platform's tenant; deferrable, since a
--   tenant's first user and the tenant name each other.
CREATE PROCEDURE app.adopt_base_record(target regclass)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  table_name text := (SELECT relname FROM pg_class WHERE oid = target);
  identity text[];
  actor text;
BEGIN
  EXECUTE format(
    'ALTER TABLE %1$s
       ADD CONSTRAINT %2$I CHECK (ref_id ~ ''^[0-7][0-9A-HJKMNP-TV-Z]{25}$''),
       ADD CONSTRAINT %3$I CHECK (created_on = app.ulid_time(ref_id))',
    target, table_name || '_ref_id_check', table_name || '_ref_id_time_check');

  SELECT array_agg(attname ORDER BY attnum) INTO identity FROM pg_attribute
   WHERE attrelid = target AND attname IN ('id', 'ref_id', 'tenant_id', 'created_on');
  EXECUTE format(
    'CREATE TRIGGER keep_identity BEFORE UPDATE OF %2$s ON %1$s FOR EACH ROW
       WHEN ((%3$s) IS DISTINCT FROM (%4$s)) EXECUTE FUNCTION app.keep_identity()',
    target,
    array_to_string(identity, ', '),
    'OLD.' || array_to_string(identity, ', OLD.'),
    'NEW.' || array_to_string(identity, ', NEW.'));

  FOR actor IN
    SELECT attname FROM pg_attribute
     WHERE attrelid = target AND NOT attisdropped AND attname IN (
       'created_by', 'updated_by', 'deleted_by', 'accepted_by', 'approved_by', 'reviewed_by', 'decided_by',
       'requested_by_user_id', 'actor_user_id')
     ORDER BY attnum
  LOOP
    EXECUTE format(
      'ALTER TABLE %s ADD CONSTRAINT %I FOREIGN KEY (%I) REFERENCES public.users (id) DEFERRABLE',
      target, format('%s_%s_fkey', table_name, actor), actor);
  END LOOP;
END
$$;
REVOKE EXECUTE ON PROCEDURE app.adopt_base_record FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION app.keep_identity FROM PUBLIC;

DO $$
DECLARE
  base_record regclass;
BEGIN
  FOR base_record IN
    SELECT c.oid FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'ref_id'
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
     ORDER BY c.relname
  LOOP
    CALL app.adopt_base_record(base_record);
  END LOOP;
END
$$;
