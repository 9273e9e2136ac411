import type { Duplex } from 'node:stream';
import type pg from 'pg';
import { compile, identifier, join, sql } from '../../platform/database/sql.ts';
import { columnOf, type Table } from '../../platform/database/table.ts';

/** What of the driver's connection a COPY speaks with; its types leave the last three out. */
interface CopyConnection extends pg.Connection {
  readonly stream: Duplex;
  query(text: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
  sendCopyFail(reason: string): void;
}

/** Characters that travel in one message. */
const chunkLength = 64 * 1_024;

/**
 * Writes rows by COPY: no statement is parsed and nothing waits for an answer, so that this process makes rows while
 * PostgreSQL stores those before. A field that a row leaves out is NULL, whatever default its column has.
 * @param client not of a pool in pipeline mode, which has no COPY
 * @param tick told the rows sent so far, once a chunk
 * @returns how many rows were written
 * @throws what PostgreSQL refuses, or the rows throw; then none is written
 */
export async function copyRows<Row extends object>(
  client: pg.Client,
  table: Table,
  rows: Iterable<Row>,
  tick: (sent: number) => void = () => undefined,
): Promise<number> {
  const fields = Object.keys(table.columns).filter((field) => !(table.tenancy === 'self' && field === 'tenantId'));
  const columns = fields.map((field) => ({ field, ...columnOf(table, field) }));
  const names = columns.map(({ name }) => identifier(name));
  const { text } = compile(sql`COPY ${identifier(table.name)} (${join(names, ', ')}) FROM STDIN`);
  return new Promise((resolve, reject) => {
    client.query(new CopyIn(text, chunksOf(columns, rows, tick), resolve, reject));
  });
}

/** COPY's text format: tabs between values, \N for NULL. */
function* chunksOf<Row extends object>(
  columns: readonly { readonly field: string; readonly type: string }[],
  rows: Iterable<Row>,
  tick: (sent: number) => void,
): Generator<Buffer> {
  const places = columns.map(({ field, type }) => ({ field, isList: type.endsWith('[]') }));
  let chunk = '';
  let count = 0;
  for (const row of rows) {
    const record = row as Readonly<Record<string, unknown>>; // read by the names of the table's own fields
    let separator = '';
    for (const { field, isList } of places) {
      chunk += separator + valueOf(record[field], isList);
      separator = '\t';
    }
    chunk += '\n';
    count += 1;
    if (chunk.length < chunkLength) continue;
    yield Buffer.from(chunk);
    chunk = '';
    tick(count);
  }
  yield Buffer.from(chunk);
}

function valueOf(value: unknown, isList: boolean): string {
  if (value === null || value === undefined) return '\\N';
  if (typeof value === 'string') return escaped(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const list = isList ? (value as readonly unknown[]) : null; // a list's column holds lists
  return escaped(list === null ? JSON.stringify(value) : `{${list.map((item) => JSON.stringify(item)).join(',')}}`);
}

function escaped(text: string): string {
  return /[\\\t\n\r]/.test(text)
    ? text.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n').replaceAll('\r', '\\r')
    : text;
}

/** One COPY FROM STDIN on the wire, in the shape in which the driver runs what it did not write itself. */
class CopyIn implements pg.Submittable {
  private readonly text: string;
  private readonly chunks: Iterator<Buffer>;
  private readonly resolve: (rows: number) => void;
  private readonly reject: (error: unknown) => void;
  private refused = false;

  constructor(
    text: string,
    chunks: Iterator<Buffer>,
    resolve: (rows: number) => void,
    reject: (error: unknown) => void,
  ) {
    this.text = text;
    this.chunks = chunks;
    this.resolve = resolve;
    this.reject = reject;
  }

  submit(connection: pg.Connection): void {
    (connection as CopyConnection).query(this.text); // the driver's own connection has it
  }

  handleCopyInResponse(connection: CopyConnection): void {
    this.send(connection);
  }

  /** @param done its text is `COPY 1234` */
  handleCommandComplete({ text }: { readonly text: string }): void {
    this.resolve(Number(text.split(' ')[1]));
  }

  handleError(error: unknown): void {
    this.refused = true;
    this.reject(error);
  }

  handleReadyForQuery(): void {
    // The driver goes on with its next statement; there is nothing to add.
  }

  /** Sends until the socket has enough, and goes on when it has been drained. */
  private send(connection: CopyConnection): void {
    try {
      while (!this.refused) {
        const chunk = this.chunks.next();
        if (chunk.done === true) {
          connection.endCopyFrom();
          return;
        }
        connection.sendCopyFromChunk(chunk.value);
        if (connection.stream.writableNeedDrain) {
          connection.stream.once('drain', () => this.send(connection));
          return;
        }
      }
    } catch (error) {
      this.refused = true;
      this.reject(error);
      connection.sendCopyFail('the rows could not be made');
    }
  }
}
