-- What policies, checks and migrations call by name. The roles app_user, migrator_user and readonly_user are there already: they
-- belong to the cluster, and a migration runs as migrator_user, which may not make roles.

CREATE SCHEMA app;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA app TO app_user;

-- The tenant of the statement. After a transaction the setting is '', not NULL.
-- Written `(SELECT app.current_tenant())` in policies, so that it is evaluated once a statement, not once a row.
CREATE FUNCTION app.current_tenant() RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE
RETURN nullif(current_setting('app.tenant_id', true), '')::uuid;

-- Whether the statement may read every tenant: a super admin's request or a service's job.
CREATE FUNCTION app.is_platform() RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
RETURN coalesce(current_setting('app.scope', true) = 'platform', false);

-- The instant in a ULID: its first ten digits, in milliseconds. One expression, so that a CHECK inlines it.
CREATE FUNCTION app.ulid_time(ulid char(26)) RETURNS timestamptz
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN to_timestamp((
  (strpos('0123456789ABCDEFGHJKMNPQRSTVWXYZ', substr(ulid, 1, 1)) - 1) * 35184372088832 +
  (strpos('0123456789ABCDEFGHJKMNPQRSTVWXYZ', substr(ulid, 2, 1)) - 1) * 1099511627776 +
  (strpos('0123456789ABCDEFGHJKMNPQRSTVWXYZ', substr(ulid, 3, 1)) - 1) * 34359738368 +
  (strpos('0123456789ABCDEFGHJKMNPQRSTVWXYZ', substr(ulid, 4, 1)) - 1) * 1073741824::bigint +
  (strpos('0123456789ABCDEFGHJKMNPQRSTVWXYZ', substr(ulid, 5, 1)) - 1) * 33554432::bigint +
  (strpos('0123456789ABCDEFGHJKMNPQRSTVWXYZ', substr(ulid, 6, 1)) - 1) * 1048576::bigint +
  (strpos('0123456789ABCDEFGHJKMNPQRSTVWXYZ', substr(ulid, 7, 1)) - 1) * 32768::bigint +
  (strpos('0123456789ABCDEFGHJKMNPQRSTVWXYZ', substr(ulid, 8, 1)) - 1) * 1024::bigint +
  (strpos('0123456789ABCDEFGHJKMNPQRSTVWXYZ', substr(ulid, 9, 1)) - 1) * 32::bigint +
  (strpos('0123456789ABCDEFGHJKMNPQRSTVWXYZ', substr(ulid, 10, 1)) - 1)
) / 1000.0::double precision);

REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA app FROM PUBLIC;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA app TO app_user;
