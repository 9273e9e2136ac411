-- What the calls of a day cost, by who made them and with which model: a month's costs are read from some hundred rows instead of
-- from every call. Kept by the insert of the calls itself, in its transaction; calls never change, so neither can drift.

CREATE TABLE llm_cost_days (
  tenant_id uuid NOT NULL,
  -- The UTC day of the calls' created_on.
  day date NOT NULL,
  agent_role varchar(100) NOT NULL,
  model_id varchar(100) NOT NULL,
  adapter_type adapter_type NOT NULL,
  calls integer NOT NULL,
  input_tokens bigint NOT NULL,
  output_tokens bigint NOT NULL,
  cost_usd numeric(14,6) NOT NULL,
  -- Of the calls whose duration is known, and how many they are.
  duration_ms bigint NOT NULL,
  timed_calls integer NOT NULL,
  CONSTRAINT llm_cost_days_pkey PRIMARY KEY (tenant_id, day, agent_role, model_id, adapter_type),
  CONSTRAINT llm_cost_days_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (id)
);
CALL app.guard_table('llm_cost_days', 'log');
-- Nobody but the trigger adds to it.
REVOKE INSERT ON llm_cost_days FROM app_user;

-- Adds inserted calls to their days. Runs as its owner, whom no policy holds: the calls' own tenants have passed theirs.
CREATE FUNCTION app.count_llm_calls() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  INSERT INTO public.llm_cost_days AS known
    (tenant_id, day, agent_role, model_id, adapter_type, calls, input_tokens, output_tokens, cost_usd, duration_ms, timed_calls)
  SELECT tenant_id, (created_on AT TIME ZONE 'UTC')::date, agent_role, model_id, adapter_type, count(*), sum(input_tokens),
         sum(output_tokens), sum(cost_usd), coalesce(sum(duration_ms), 0), count(duration_ms)
    FROM added
   GROUP BY 1, 2, 3, 4, 5
   -- One order of locks, so that two writers never wait for each other.
   ORDER BY 1, 2, 3, 4, 5
  ON CONFLICT (tenant_id, day, agent_role, model_id, adapter_type) DO UPDATE
     SET calls = known.calls + excluded.calls,
         input_tokens = known.input_tokens + excluded.input_tokens,
         output_tokens = known.output_tokens + excluded.output_tokens,
         cost_usd = known.cost_usd + excluded.cost_usd,
         duration_ms = known.duration_ms + excluded.duration_ms,
         timed_calls = known.timed_calls + excluded.timed_calls;
  RETURN NULL;
END
$$;
REVOKE EXECUTE ON FUNCTION app.count_llm_calls FROM PUBLIC;

-- On the parent alone: a call that moves from the default partition to its month's is not counted again.
CREATE TRIGGER count_llm_calls AFTER INSERT ON llm_calls
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION app.count_llm_calls();

-- Calls of before.
INSERT INTO llm_cost_days
SELECT tenant_id, (created_on AT TIME ZONE 'UTC')::date, agent_role, model_id, adapter_type, count(*), sum(input_tokens),
       sum(output_tokens), sum(cost_usd), coalesce(sum(duration_ms), 0), count(duration_ms)
  FROM llm_calls
 GROUP BY 1, 2, 3, 4, 5;
