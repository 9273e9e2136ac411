import { encodeCursor } from './cursor.ts';
import type { Order } from './order.ts';
import type { PageRequest } from './page-arguments.ts';

/** Relay's page info. */
export interface PageInfo {
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly startCursor: string | null;
  readonly endCursor: string | null;
}

/** One row with its place in the order. */
export interface Edge<Row> {
  readonly cursor: string;
  readonly node: Row;
}

/** totalCount is exact up to here (docs/api-contract.md#117-lists). */
export const maximumTotalCount = 10_000;

/** A Relay connection over rows already read; edges and cursors are made only when they are selected. */
export class Connection<Row extends { readonly refId: string }> {
  readonly nodes: readonly Row[];
  readonly totalCount: number;
  readonly totalCountIsCapped: boolean;
  private readonly order: Order;
  private readonly request: PageRequest;
  private readonly overflowed: boolean;

  /**
   * @param rows at most one row more than the page, in the order they were read in (from the end for `last`)
   * @param counted rows of the whole list, counted up to one past the maximum; 0 when the count was not selected
   */
  constructor(order: Order, request: PageRequest, rows: readonly Row[], counted: number) {
    const page = rows.slice(0, request.size);
    this.nodes = request.backward ? page.reverse() : page;
    this.overflowed = rows.length > request.size;
    this.totalCount = Math.min(counted, maximumTotalCount);
    this.totalCountIsCapped = counted > maximumTotalCount;
    this.order = order;
    this.request = request;
  }

  get edges(): readonly Edge<Row>[] {
    return this.nodes.map((node) => ({ cursor: encodeCursor(this.order, node), node }));
  }

  /** On the side that was not read, a page exists where a cursor stood (Relay's specification leaves this to the server). */
  get pageInfo(): PageInfo {
    const { backward, after, before } = this.request;
    const first = this.nodes[0];
    const last = this.nodes.at(-1);
    return {
      hasNextPage: backward ? before !== null : this.overflowed,
      hasPreviousPage: backward ? this.overflowed : after !== null,
      startCursor: first === undefined ? null : encodeCursor(this.order, first),
      endCursor: last === undefined ? null : encodeCursor(this.order, last),
    };
  }
}
