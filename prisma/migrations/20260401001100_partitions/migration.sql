-- llm_calls by UTC month. A row outside of every month's partition goes to the default one, until its month is made.

-- Reads and writes of llm_calls pass the parent's policies; a partition named on its own has none, and nobody is granted it.
CREATE PROCEDURE app.close_partition(target regclass)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', target);
  EXECUTE format('REVOKE ALL ON %s FROM PUBLIC, app_user, readonly_user', target);
END
$$;
REVOKE EXECUTE ON PROCEDURE app.close_partition FROM PUBLIC;

CREATE TABLE llm_calls_default PARTITION OF llm_calls DEFAULT;
CALL app.close_partition('llm_calls_default');

-- Makes the partitions of the current month, of `months_ahead` months after and `months_behind` before it, and of every earlier
-- month that has rows in the default partition; those rows move. Answers one row for each partition it made: its name and how many rows moved into it.
-- Runs as its owner, who needs BYPASSRLS: row-level security is forced on the owner too, and would hide the rows to be moved.
-- A partition is filled before it is attached, for PostgreSQL refuses one whose rows the default partition still holds. Where a
-- lock is not had within five seconds the call fails whole, before it holds up its writers; the next call does the work.
CREATE FUNCTION ensure_llm_call_partitions(months_ahead integer DEFAULT 3, months_behind integer DEFAULT 0)
RETURNS TABLE (partition_name text, moved bigint)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET timezone = 'UTC'
SET lock_timeout = '5s'
AS $$
DECLARE
  this_month timestamptz := date_trunc('month', now());
  last_month timestamptz;
  month_start timestamptz;
  month_end timestamptz;
BEGIN
  IF months_ahead IS NULL OR months_ahead NOT BETWEEN 0 AND 24 THEN
    RAISE EXCEPTION 'months_ahead must be between 0 and 24, received %', months_ahead
      USING ERRCODE = 'invalid_parameter_value';
  END IF;
  IF months_behind IS NULL OR months_behind NOT BETWEEN 0 AND 24 THEN
    RAISE EXCEPTION 'months_behind must be between 0 and 24, received %', months_behind
      USING ERRCODE = 'invalid_parameter_value';
  END IF;
  last_month := this_month + make_interval(months => months_ahead);

  PERFORM pg_advisory_xact_lock(hashtext('ensure_llm_call_partitions'));
  FOR month_start IN
    SELECT generate_series(this_month - make_interval(months => months_behind), last_month, '1 month')
    UNION
    SELECT date_trunc('month', created_on) FROM public.llm_calls_default WHERE created_on < this_month
    ORDER BY 1
  LOOP
    partition_name := 'llm_calls_' || to_char(month_start, 'YYYY_MM');
    CONTINUE WHEN to_regclass(format('public.%I', partition_name)) IS NOT NULL;
    month_end := month_start + interval '1 month';

    -- Writers wait at the parent: one that waited at the default partition would be refused for a row that now has its month.
    LOCK TABLE ONLY public.llm_calls IN SHARE ROW EXCLUSIVE MODE;
    LOCK TABLE public.llm_calls_default IN ACCESS EXCLUSIVE MODE;
    EXECUTE format('CREATE TABLE public.%I (LIKE public.llm_calls INCLUDING ALL)', partition_name);
    EXECUTE format(
      'WITH leaving AS (DELETE FROM public.llm_calls_default WHERE created_on >= $1 AND created_on < $2 RETURNING *)
       INSERT INTO public.%I SELECT * FROM leaving', partition_name)
      USING month_start, month_end;
    GET DIAGNOSTICS moved = ROW_COUNT;
    EXECUTE format('CALL app.close_partition(%L)', 'public.' || partition_name);
    EXECUTE format(
      'ALTER TABLE public.llm_calls ATTACH PARTITION public.%I FOR VALUES FROM (%L) TO (%L)',
      partition_name, month_start, month_end);
    RETURN NEXT;
  END LOOP;
END
$$;
REVOKE EXECUTE ON FUNCTION ensure_llm_call_partitions FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ensure_llm_call_partitions TO app_user;
