import { randomUUID } from 'node:crypto';
import { selectList } from '../batching/select-list.ts';
import { identifier, join, literal, sql, type Sql } from '../database/sql.ts';
import { columnOf, tenantField, type Table } from '../database/table.ts';
import { parseUlid, mintUlid, ulidInstant } from '../ids/ulid.ts';
import { revisionOf } from '../ids/revision.ts';
import { ownRowsOf } from '../policy/own-rows.ts';
import { changeOf, type CommandOrigin, type RowChange } from './audit.ts';
import type { OutboxEvent } from './outbox.ts';
import type { PrismaWriter } from './prisma.ts';
import { accept, refuse, userError, type Result, type UserError } from './result.ts';
import type { CommandTransaction } from './transaction.ts';

/** A row by which others refer to it. */
export interface RowKey {
  /** UUID. */
  readonly id: string;
  /** ULID. */
  readonly refId: string;
}

/** A row that can be changed: its revision is the time of its last change. */
export interface Revised extends RowKey {
  readonly createdAt: string;
  readonly updatedAt: string | null;
}

/** Fields that a command has read of a row, with what it needs to write it. */
export type Found<Row extends object, Field extends keyof Row> = Pick<Row, Field> & Revised;

type Fields = Readonly<Record<string, unknown>>;

/** Fields that a new row says for itself; its identity and its maker are added, and the others get the database's defaults. */
export type Draft<Row extends object> = Partial<
  Omit<Row, 'id' | 'refId' | 'tenantId' | 'createdById' | 'createdAt' | 'updatedById' | 'updatedAt'>
>;

/** Rows of one tenant under one command: each statement names the tenant, and each change is kept for the audit. */
export class Rows {
  readonly changes: RowChange[] = [];
  readonly events: OutboxEvent[] = [];
  private readonly transaction: CommandTransaction;
  private readonly writer: () => Promise<PrismaWriter>;
  private readonly from: CommandOrigin;
  private readonly now: Date;
  /** Settles once it is known that the command may be carried out; no row is handed out before. */
  private readonly admitted: Promise<void>;

  constructor(
    transaction: CommandTransaction,
    {
      writer,
      from,
      now,
      admitted,
    }: { writer: () => Promise<PrismaWriter>; from: CommandOrigin; now: Date; admitted: Promise<void> },
  ) {
    this.transaction = transaction;
    this.writer = writer;
    this.from = from;
    this.now = now;
    this.admitted = admitted;
  }

  /** UUID of the tenant, for a statement of the command's own. */
  get tenantId(): string {
    return this.from.tenantId;
  }

  /** Rows that a statement answers. */
  async query<Row extends object>(statement: Sql): Promise<Row[]> {
    const rows = this.transaction.query<Row>(statement);
    rows.catch(() => undefined); // why the command may not be carried out is told before what that has skipped
    await this.admitted;
    return rows;
  }

  /**
   * Reads a row that nobody else may change until the command ends.
   * @param path of the id below `input`
   * @returns NOT_FOUND for what the sender may not see, or is not there; DELETED for a removed row
   */
  async lock<Row extends object, Field extends keyof Row & string>(
    table: Table<Row>,
    refId: string,
    fields: readonly Field[],
    path: readonly string[] = ['id'],
  ): Promise<Result<Found<Row, Field>>> {
    return this.one(table, refId, fields, path, sql` FOR NO KEY UPDATE OF t`);
  }

  /**
   * Reads a row that the input names, which the command only refers to.
   * @param path of the id below `input`
   * @returns like `lock`
   */
  async find<Row extends object, Field extends keyof Row & string>(
    table: Table<Row>,
    refId: string,
    fields: readonly Field[],
    path: readonly string[],
  ): Promise<Result<Found<Row, Field>>> {
    return this.one(table, refId, fields, path, sql``);
  }

  /** Fields of the tenant's rows that a condition on `t` holds for, by their ULIDs; locked in that order where they are to be written. */
  async all<Row extends object, Field extends keyof Row & string>(
    table: Table<Row>,
    condition: Sql,
    fields: readonly Field[],
    { locked }: { readonly locked: boolean },
  ): Promise<Found<Row, Field>[]> {
    return this.query<Found<Row, Field>>(
      sql`SELECT ${selectList(table, fieldsOf(table, fields), 't')} FROM ${identifier(table.name)} t
        WHERE ${this.ofTenant(table)} AND ${condition} ORDER BY t.ref_id${locked ? sql` FOR NO KEY UPDATE OF t` : sql``}`,
    );
  }

  /** Inserts an entity by Prisma's client. @returns its identity */
  async create<Row extends object>(table: Table<Row>, draft: Draft<Row>): Promise<RowKey> {
    await this.admitted;
    const row = this.identified(draft);
    const writer = await this.writer();
    await writer.create(this.transaction, table, { ...row, tenantId: this.tenantId });
    return this.created(table, row);
  }

  /**
   * Inserts a row of a table that grows fast, by one plain statement.
   * @param refId its ULID, minted by `mintUlid`
   * @returns its identity
   */
  async append<Row extends object>(table: Table<Row>, draft: Draft<Row>, refId = mintUlid()): Promise<RowKey> {
    const row = this.identified(draft, refId);
    const values = Object.entries({ ...row, tenantId: this.tenantId }).filter(([, value]) => value !== undefined);
    const columns = values.map(([field]) => columnOf(table, field));
    await this.query(
      sql`INSERT INTO ${identifier(table.name)} (${join(
        columns.map(({ name }) => identifier(name)),
        ', ',
      )})
        VALUES (${join(
          values.map(([, value], index) => sql`${value}::${literal(columns[index]?.type ?? 'text')}`),
          ', ',
        )})`,
    );
    return this.created(table, row);
  }

  /** Changes a row that was locked, by Prisma's client; fields that are as they were already are not written. */
  async save<Row extends object>(table: Table<Row>, row: Partial<Row> & Revised, changes: Partial<Row>): Promise<void> {
    const before = row as Fields; // its own
    const changed = Object.entries(changes).filter(([field, value]) => value !== undefined && before[field] !== value);
    if (changed.length === 0) return;
    const data = {
      ...Object.fromEntries(changed),
      updatedById: this.from.viewer.user.id,
      updatedAt: this.laterThan(row),
    };
    const where = table.tenancy === 'self' ? { id: this.tenantId } : { id: row.id, tenantId: this.tenantId };
    const writer = await this.writer();
    await writer.update(this.transaction, table, where, data);
    this.changes.push(changeOf(table, row.refId, row, data));
  }

  /** Tells those who listen of something that happened to a row. */
  tell(kind: string, { model }: Table, { refId }: RowKey, payload: OutboxEvent['payload'] = {}): void {
    this.events.push({ kind, subjectType: model, subjectRefId: refId, payload });
  }

  private async one<Row extends object, Field extends keyof Row & string>(
    table: Table<Row>,
    refId: string,
    fields: readonly Field[],
    path: readonly string[],
    lock: Sql,
  ): Promise<Result<Found<Row, Field>>> {
    const ulid = parseUlid(refId);
    const own = ownRowsOf(this.from.viewer, table, 't');
    // What is no ULID names no row; the question is asked all the same, for whoever asks may be refused first.
    const [row] = await this.query<Found<Row, Field> & { readonly deletedAt?: string | null }>(
      sql`SELECT ${selectList(table, [...fieldsOf(table, fields), ...('deletedAt' in table.columns ? ['deletedAt'] : [])], 't')}
        FROM ${identifier(table.name)} t
        WHERE ${this.ofTenant(table)} AND t.ref_id = ${ulid} ${own === null ? sql`` : sql`AND ${own}`}${lock}`,
    );
    if (row === undefined) return refuse(userError('NOT_FOUND', `there is no such ${wordsOf(table)}`, path));
    if ((row.deletedAt ?? null) !== null)
      return refuse(userError('DELETED', `the ${wordsOf(table)} was removed`, path));
    return accept(row);
  }

  private ofTenant(table: Table): Sql {
    return sql`t.${identifier(columnOf(table, tenantField(table)).name)} = ${this.tenantId}::uuid`;
  }

  private identified<Row extends object>(draft: Draft<Row>, refId = mintUlid()): Draft<Row> & RowKey {
    const { id: createdById } = this.from.viewer.user;
    return { ...draft, id: randomUUID(), refId, createdById, createdAt: ulidInstant(refId) };
  }

  private created(table: Table, row: RowKey): RowKey {
    this.changes.push(changeOf(table, row.refId, {}, row));
    return row;
  }

  /** The revision is the last change's millisecond: two of them within one are told apart. */
  private laterThan({ createdAt, updatedAt }: Revised): string {
    return new Date(Math.max(this.now.getTime(), Date.parse(updatedAt ?? createdAt) + 1)).toISOString();
  }
}

/** Fields that a statement reads, with those that a command writes a row by; a table without changes has none of them. */
function fieldsOf(table: Table, fields: readonly string[]): string[] {
  const revised = ['id', 'refId', 'createdAt', 'updatedAt'].filter((field) => field in table.columns);
  return [...new Set([...revised, ...fields])];
}

/** `ActivityRun` in words: `activity run`. */
function wordsOf({ model }: Table): string {
  return model.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
}

/**
 * Compares the revision that a client has seen with a row's.
 * @returns STALE_REVISION where somebody has changed the row since; null where nobody has, or the client does not say
 */
export function staleRevision(row: Revised, expected: string | null | undefined): UserError | null {
  const currentRevision = revisionOf(row);
  if (expected === null || expected === undefined || expected === currentRevision) return null;
  const words = 'somebody has changed the row since it was read; read it again and decide anew';
  return userError('STALE_REVISION', words, ['expectedRevision'], { currentRevision });
}
