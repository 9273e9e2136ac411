import type { Table } from '../../../platform/database/table.ts';
import { Projector, type ConnectionSelection, type Projection } from '../../../platform/projection/projection.ts';

/** Reads every column of a row and all of a connection, whatever was selected: what is asked for is never what is missing. */
export class WholeRows extends Projector {
  private readonly projections = new Map<string, Projection>();

  constructor() {
    super(new Map());
  }

  override row(table: Table): Projection {
    let projection = this.projections.get(table.name);
    if (projection === undefined) {
      projection = { key: 'all', fields: Object.keys(table.columns).sort() };
      this.projections.set(table.name, projection);
    }
    return projection;
  }

  override connection(table: Table): ConnectionSelection {
    return { page: true, total: true, projection: this.row(table) };
  }
}
