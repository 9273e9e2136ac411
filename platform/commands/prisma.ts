import { AsyncLocalStorage } from 'node:async_hooks';
import { PrismaPg } from '@prisma/adapter-pg';
import type pg from 'pg';
import { Prisma, PrismaClient } from '../../prisma/generated/client/client.ts';
import { fieldNameOf, type Column, type Table } from '../database/table.ts';
import type { CommandTransaction } from './transaction.ts';

const current = new AsyncLocalStorage<CommandTransaction>();

type PgAdapter = Awaited<ReturnType<PrismaPg['connect']>>;

/**
 * Prisma's way to PostgreSQL: the connection of the command under way, in the transaction that the command has begun. Prisma's own
 * transactions, whose timers let a late statement commit by itself (prisma/orm#29762), are never used: a write of several
 * statements asks for one, and is in one already. Outside of a command it refuses.
 */
class CommandAdapter extends PrismaPg {
  override async connect(): Promise<PgAdapter> {
    const adapter = await super.connect();
    const query = (config: pg.QueryConfig): Promise<pg.QueryResult<object>> =>
      transactionUnderWay().queryDriver(config);
    const inherited = Object.create(adapter) as object; // typed as any
    const within = Object.assign(inherited, {
      // Its BEGIN and COMMIT are calls then, and no statements.
      options: { usePhantomQuery: true },
      commit: async () => undefined,
      rollback: async () => undefined,
    });
    return Object.assign(adapter, { client: { query }, startTransaction: async () => within });
  }
}

function transactionUnderWay(): CommandTransaction {
  const transaction = current.getStore();
  if (transaction === undefined) throw new Error('a statement of Prisma’s client was sent outside of a command');
  return transaction;
}

/** Part of the client that every model has. */
interface Delegate {
  create(question: { data: object; select: object }): Promise<object>;
  update(question: { where: object; data: object; select: object }): Promise<object>;
}

/** Writes rows of entities by Prisma's client, which checks fields and values against the one schema. */
export class PrismaWriter {
  private readonly client: PrismaClient;

  /** @param pool which it never asks for a connection */
  constructor(pool: pg.Pool) {
    this.client = new PrismaClient({ adapter: new CommandAdapter(pool), errorFormat: 'minimal' });
  }

  /** Inserts a row. @throws what PostgreSQL refuses it with, as `transaction.failure` tells it */
  async create(transaction: CommandTransaction, table: Table, row: object): Promise<void> {
    const data = valuesOf(table, row);
    await current.run(transaction, async () => this.delegate(table).create({ data, select: { id: true } }));
  }

  /** Changes one row. @throws Error where it is not there; what PostgreSQL refuses it with, likewise */
  async update(transaction: CommandTransaction, table: Table, where: object, changes: object): Promise<void> {
    const data = valuesOf(table, changes);
    await current.run(transaction, async () => this.delegate(table).update({ where, data, select: { id: true } }));
  }

  private delegate({ model }: Table): Delegate {
    return (this.client as unknown as Readonly<Record<string, Delegate>>)[fieldNameOf(model)] as Delegate; // one a model, by its name
  }
}

/** A row in the form that Prisma takes: a day is an instant to it, and a JSON column's NULL is no JSON null. */
function valuesOf({ columns }: Table, row: object): object {
  const known = columns as Readonly<Record<string, Column | undefined>>; // of any row type
  return Object.fromEntries(
    Object.entries(row).map(([field, value]) => {
      const type = known[field]?.type;
      if (type === 'date' && typeof value === 'string') return [field, `${value}T00:00:00.000Z`];
      if (type === 'jsonb' && value === null) return [field, Prisma.DbNull];
      return [field, value];
    }),
  );
}
