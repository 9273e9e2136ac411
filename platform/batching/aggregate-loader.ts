import type { Table } from '../database/table.ts';
import { LoadersInRounds } from './in-rounds.ts';
import type { PageSource } from './page-loader.ts';
import { parentKey, refuseForeign, type Parent } from './parents.ts';

/** A value worked out in SQL from the rows under each of many parents. */
export interface Aggregate<Args, Value, Under extends Parent = Parent> {
  /** The table whose rows are counted or added up. */
  readonly table: Table;
  /**
   * Answers in the parents' order, by one statement however many they are.
   * @throws BAD_USER_INPUT, FORBIDDEN for arguments that the aggregate does not take
   */
  read(source: PageSource, args: Args, parents: readonly Under[]): Promise<readonly Value[]>;
}

/** An aggregate under each of many parents: loads with equal arguments in one round are one statement. */
export class AggregateLoader<Args, Value, Under extends Parent> {
  private readonly source: PageSource;
  private readonly aggregate: Aggregate<Args, Value, Under>;
  private readonly loaders: LoadersInRounds<Under, Value, string>;

  constructor(source: PageSource, aggregate: Aggregate<Args, Value, Under>) {
    this.source = source;
    this.aggregate = aggregate;
    this.loaders = new LoadersInRounds<Under, Value, string>(source.db, parentKey);
  }

  /** @throws what the aggregate throws for arguments that it does not take */
  async load(parent: Under, args: Args): Promise<Value> {
    const key = JSON.stringify(args);
    return this.loaders.of(key, (parents) => this.read(args, parents)).load(parent);
  }

  private async read(args: Args, parents: readonly Under[]): Promise<readonly Value[]> {
    refuseForeign(this.source.visibility, this.aggregate.table, parents);
    return this.aggregate.read(this.source, args, parents);
  }
}
