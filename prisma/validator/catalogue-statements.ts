import { identifier, sql, type Sql } from '../../platform/database/sql.ts';

/** Brought by an extension: of no concern here. */
function notOfExtension(catalogue: 'pg_class' | 'pg_proc', alias: string): Sql {
  return sql`NOT EXISTS (SELECT 1 FROM pg_depend d
    WHERE d.classid = ${catalogue}::regclass AND d.objid = ${identifier(alias)}.oid AND d.deptype = 'e')`;
}

/** Tables and partitions, as `c`. */
function tablesIn(schema: string): Sql {
  return sql`c.relnamespace = ${schema}::regnamespace AND c.relkind IN ('r', 'p') AND ${notOfExtension('pg_class', 'c')}`;
}

/** Names of the columns at the numbers in `numbers`, in their order. */
function columnNames(relation: Sql, numbers: Sql): Sql {
  return sql`ARRAY(SELECT a.attname::text FROM unnest(${numbers}) WITH ORDINALITY AS key (number, place)
    JOIN pg_attribute a ON a.attrelid = ${relation} AND a.attnum = key.number ORDER BY key.place)`;
}

export function tablesOf(schema: string): Sql {
  return sql`SELECT c.relname::text AS name, c.relispartition AS "isPartition",
      c.relrowsecurity AS "rowSecurity", c.relforcerowsecurity AS "rowSecurityForced"
    FROM pg_class c WHERE ${tablesIn(schema)} ORDER BY c.relname`;
}

export function columnsOf(schema: string): Sql {
  return sql`SELECT c.relname::text AS "table", a.attname::text AS name,
      CASE WHEN e.oid IS NULL THEN t.typname::text ELSE e.typname || '[]' END AS type,
      (SELECT array_agg(l.enumlabel::text ORDER BY l.enumsortorder) FROM pg_enum l WHERE l.enumtypid = t.oid) AS labels,
      NOT a.attnotnull AS nullable, a.attgenerated <> '' AS generated, coalesce(a.attoptions, '{}') AS options
    FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    JOIN pg_type t ON t.oid = a.atttypid
    LEFT JOIN pg_type e ON t.typcategory = 'A' AND e.oid = t.typelem
    WHERE ${tablesIn(schema)} ORDER BY c.relname, a.attnum`;
}

export function policiesOf(schema: string): Sql {
  return sql`SELECT c.relname::text AS "table", p.polname::text AS name,
      CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' ELSE 'ALL' END
        AS command,
      ARRAY(SELECT coalesce(r.rolname::text, 'PUBLIC') FROM unnest(p.polroles) AS role (oid)
        LEFT JOIN pg_roles r ON r.oid = role.oid) AS roles,
      pg_get_expr(p.polqual, p.polrelid) AS "using", pg_get_expr(p.polwithcheck, p.polrelid) AS "check"
    FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid WHERE ${tablesIn(schema)} ORDER BY c.relname, p.polname`;
}

export function foreignKeysOf(schema: string): Sql {
  return sql`SELECT c.relname::text AS "table", k.conname::text AS name, k.convalidated AS validated,
      ${columnNames(sql`k.conrelid`, sql`k.conkey`)} AS columns,
      target.relname::text AS target, ${columnNames(sql`k.confrelid`, sql`k.confkey`)} AS "targetColumns"
    FROM pg_class c
    JOIN pg_constraint k ON k.conrelid = c.oid AND k.contype = 'f'
    JOIN pg_class target ON target.oid = k.confrelid
    WHERE ${tablesIn(schema)} ORDER BY c.relname, k.conname`;
}

export function indexesOf(schema: string): Sql {
  return sql`SELECT c.relname::text AS "table", i.relname::text AS name, x.indisunique AS unique, x.indisvalid AS valid,
      pg_get_expr(x.indpred, x.indrelid) AS predicate,
      ARRAY(SELECT pg_get_indexdef(x.indexrelid, n, false) || CASE WHEN x.indoption[n - 1] & 1 = 1 THEN ' DESC' ELSE '' END
        FROM generate_series(1, x.indnkeyatts) AS n ORDER BY n) AS columns
    FROM pg_class c JOIN pg_index x ON x.indrelid = c.oid JOIN pg_class i ON i.oid = x.indexrelid
    WHERE ${tablesIn(schema)} ORDER BY c.relname, i.relname`;
}

export function grantsOf(schema: string): Sql {
  return sql`SELECT c.relname::text AS "table", coalesce(r.rolname::text, 'PUBLIC') AS grantee,
      acl.privilege_type AS privilege, acl.column_name AS column
    FROM pg_class c
    CROSS JOIN LATERAL (
      SELECT NULL::text AS column_name, g.grantee, g.privilege_type FROM aclexplode(c.relacl) AS g
      UNION ALL
      SELECT a.attname::text, g.grantee, g.privilege_type FROM pg_attribute a, aclexplode(a.attacl) AS g
      WHERE a.attrelid = c.oid AND NOT a.attisdropped
    ) AS acl
    LEFT JOIN pg_roles r ON r.oid = acl.grantee
    WHERE ${tablesIn(schema)} AND acl.grantee <> c.relowner
    ORDER BY c.relname, grantee, privilege, column_name`;
}

export function viewsOf(schema: string): Sql {
  return sql`SELECT c.relname::text AS name, c.relkind = 'm' AS materialized,
      coalesce((SELECT o.option_value::boolean FROM pg_options_to_table(c.reloptions) o
        WHERE o.option_name = 'security_invoker'), false) AS "securityInvoker"
    FROM pg_class c
    WHERE c.relnamespace = ${schema}::regnamespace AND c.relkind IN ('v', 'm') AND ${notOfExtension('pg_class', 'c')}
    ORDER BY c.relname`;
}

export function definersOf(): Sql {
  return sql`SELECT p.oid::regprocedure::text AS name,
      (SELECT substr(s, length('search_path=') + 1) FROM unnest(p.proconfig) AS s WHERE s LIKE 'search\\_path=%') AS "searchPath",
      EXISTS (SELECT 1 FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) AS g
        WHERE g.grantee = 0 AND g.privilege_type = 'EXECUTE') AS "publicMayExecute"
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE p.prosecdef AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%' AND ${notOfExtension('pg_proc', 'p')}
    ORDER BY 1`;
}
