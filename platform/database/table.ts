/** One column as the statement builder needs it. */
export interface Column {
  /** Name in PostgreSQL. */
  readonly name: string;
  /** Type in PostgreSQL, for casts of parameters: `uuid`, `text`, `int2`, `timestamptz`, `goal_status`, … */
  readonly type: string;
  /** The labels of an enum, in its order. */
  readonly labels?: readonly string[];
  readonly nullable: boolean;
  /** Read as PostgreSQL prints it, not as the pool parses it. */
  readonly asText?: boolean;
}

/**
 * One table as Prisma's schema declares it, generated into `prisma/generated/tables.ts`.
 * @typeParam Row field name → value, as the pool parses it (instants and days as ISO text, numerics as text)
 */
export interface Table<Row extends object = object> {
  /** The Prisma model, which is also the GraphQL type: `Goal`. */
  readonly model: string;
  /** Name in PostgreSQL: `goals`. */
  readonly name: string;
  /**
   * How a row belongs to a tenant: `self` is the tenants table, `hybrid` rows may be the platform's (docs/api-contract.md#i-23).
   */
  readonly tenancy: 'owned' | 'hybrid' | 'self';
  /** Rows lie in monthly partitions by `created_on`, which is the ULID's own millisecond (docs/api-contract.md#i-22). */
  readonly partitionedByCreation?: boolean;
  readonly columns: { readonly [Field in keyof Row]: Column };
}

/** A model's name as a field's: `blogPost` for `BlogPost`. */
export function fieldNameOf(model: string): string {
  return model.charAt(0).toLowerCase() + model.slice(1);
}

/** Fields that every read selects: cursors, references and parents of pages are made of them. */
export type Identity = 'id' | 'refId' | 'tenantId';

/** The field that holds a row's tenant. */
export function tenantField(table: Table): 'id' | 'tenantId' {
  return table.tenancy === 'self' ? 'id' : 'tenantId';
}

/** The column behind a field. @throws Error when the table has no such field: a mistake in code, not in input */
export function columnOf(table: Table, field: string): Column {
  const column = (table.columns as Readonly<Record<string, Column | undefined>>)[field]; // the field's name is checked right below
  if (column === undefined) throw new Error(`${table.model} has no field "${field}"; prisma/models names its fields`);
  return column;
}

/**
 * The table with a jsonb column read as text: parsed, its numbers would pass through floats
 * (docs/api-contract.md#116-time-and-money).
 */
export function readingAsText<Row extends object>(table: Table<Row>, field: keyof Row & string): Table<Row> {
  return { ...table, columns: { ...table.columns, [field]: { ...columnOf(table, field), asText: true } } };
}
