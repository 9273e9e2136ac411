import { product } from './product.mjs';

/** More than there are connections, so that no two requests in flight are alike. */
const size = 64;

const hire = `
  INSERT INTO users
  SELECT (jsonb_populate_record(u, jsonb_build_object(
    'id', gen_random_uuid(), 'ref_id', hired.ref_id, 'created_on', hired.created_on, 'email', 'bench-' || hired.ordinal || '@' || u.ref_id || '.example'))).*
  FROM users u CROSS JOIN unnest($2::text[], $3::timestamptz[]) WITH ORDINALITY AS hired(ref_id, created_on, ordinal)
  WHERE u.ref_id = $1`;

/**
 * Gives a demo tenant's admin colleagues of the same rights. A gateway that answers requests which are alike only once
 * (Hive Gateway does) would otherwise be measured at doing nothing: real load is many people's.
 * @param {import('pg').Pool} pool as migrator_user
 * @returns {Promise<object[]>} what their tokens claim
 */
export async function hireCrowd(pool) {
  const { mintUlid, ulidInstant } = await product('platform/ids/ulid.js');
  const { demoTenants, findPersona } = await product('seed/demo/personas.js');
  const admin = await findPersona(pool, demoTenants[0].slug, 'admin');
  const refIds = Array.from({ length: size }, () => mintUlid());
  await pool.query(hire, [admin.userRefId, refIds, refIds.map(ulidInstant)]);
  return refIds.map((userRefId) => ({ ...admin, userRefId }));
}
