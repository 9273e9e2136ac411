import type pg from 'pg';
import { compile, type Sql } from '../../platform/database/sql.ts';

/** Runs one statement and answers its rows, inside whatever transaction its connection is in. */
export type Query = <Row extends object>(statement: Sql) => Promise<Row[]>;

/** Statements over a connection, unprepared: each of them runs once. */
export function queryOn(database: pg.Pool | pg.ClientBase): Query {
  return async <Row extends object>(statement: Sql) => {
    const { text, values } = compile(statement);
    return (await database.query<Row>(text, [...values])).rows;
  };
}
