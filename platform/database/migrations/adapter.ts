import { PrismaPg } from '@prisma/adapter-pg';
import { DriverAdapterError } from '@prisma/driver-adapter-utils';
import pg from 'pg';

/** A script that PostgreSQL refused, and why. */
export interface ScriptFailure {
  readonly script: string;
  readonly error: pg.DatabaseError;
}

/**
 * Makes the script's record say "finished" in the transaction of the script itself: were the record a statement of its
 * own, a kill between the two would leave a migration that is done and counts as failed.
 */
const closeRecord =
  'UPDATE public._prisma_migrations SET finished_at = now() WHERE finished_at IS NULL AND rolled_back_at IS NULL;';

/**
 * The way from the schema engine to PostgreSQL. The stock adapter cuts a script at every semicolon, which breaks function
 * bodies and literals; here a script is sent whole, so that PostgreSQL parses it and runs it as one transaction.
 */
export class WholeScriptAdapter extends PrismaPg {
  /** The last script that failed: the engine's own error names neither line nor SQLSTATE. */
  failure: ScriptFailure | undefined;

  override async connect(): ReturnType<PrismaPg['connect']> {
    const adapter = await super.connect();
    adapter.executeScript = async (script) => {
      try {
        await adapter.underlyingDriver().query(`${script}\n;\n${closeRecord}`);
      } catch (error) {
        if (!(error instanceof pg.DatabaseError)) throw error;
        this.failure = { script, error };
        throw new DriverAdapterError({
          kind: 'postgres',
          code: error.code ?? 'unknown',
          severity: error.severity ?? 'ERROR',
          message: error.message,
          detail: error.detail,
          hint: error.hint,
          column: error.column,
        });
      }
    };
    return adapter;
  }
}
