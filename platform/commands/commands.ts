import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { inTransaction } from '../database/transaction.ts';
import { identifier, sql, type Sql } from '../database/sql.ts';
import { columnOf, tenantField } from '../database/table.ts';
import type { StatementLog } from '../database/statement-log.ts';
import { serviceFault } from '../errors/graph-error.ts';
import { parseUlid } from '../ids/ulid.ts';
import { readsAcrossTenants, type Viewer } from '../identity/viewer.ts';
import { auditEvent, type CommandOrigin } from './audit.ts';
import type { Command, CommandTerms, Outcome } from './command.ts';
import { constraintRefusal } from './constraints.ts';
import { CommandFault } from './fault.ts';
import {
  claimKey,
  claimOf,
  keepOutcome,
  keyInProgress,
  keyReused,
  storedOutcome,
  type IdempotencyClaim,
} from './idempotency.ts';
import { outboxEvents } from './outbox.ts';
import type { PrismaWriter } from './prisma.ts';
import { isInactive, requireStanding, standingOf, type Origin, type Standing } from './principal.ts';
import { accept, refuse, userError, type Result } from './result.ts';
import { Rows } from './rows.ts';
import { CommandTransaction, UnknownOutcomeError } from './transaction.ts';

/** Request that a command comes by. */
export interface CommandRequest {
  readonly viewer: Viewer;
  readonly requestId: string;
  readonly origin: Origin;
  readonly log: StatementLog;
  /** Aborted when nobody waits for it any more. */
  readonly signal: AbortSignal | undefined;
}

/** How commands are carried out. */
export interface CommandOptions {
  /** How long a statement waits for a row that another command holds, in milliseconds. */
  readonly lockTimeoutMs: number;
  /** How often a command is tried that PostgreSQL has stopped for another's sake. */
  readonly attempts: number;
}

/** Ends a command early, before it has done anything: with a refusal, or with what an earlier one of its key has done. */
class Interrupted extends Error {
  readonly result: Result<Outcome>;

  constructor(result: Result<Outcome>) {
    super('the command was ended early');
    this.result = result;
  }
}

/** SQLSTATEs of a transaction that PostgreSQL stops for another's sake: the whole command may be tried again. */
const stoppedForAnother: ReadonlySet<string | undefined> = new Set(['40001', '40P01']);
/** SQLSTATE of a wait for a lock that took too long. */
const lockTimeout = '55P03';

/** Carries out commands: each in one transaction, with its audit, its events and its idempotency key. */
export class Commands {
  private readonly pool: pg.Pool;
  private readonly options: CommandOptions;
  private writer: Promise<PrismaWriter> | undefined;
  /** Commands under way by their keys, so that retries in this process wait without a connection each. */
  private readonly underWay = new Map<string, UnderWay>();

  /** @param pool as app_user */
  constructor(pool: pg.Pool, options: CommandOptions) {
    this.pool = pool;
    this.options = options;
  }

  /**
   * Carries out a command.
   * @returns what was done, by this call or by an earlier one with its key; or why nothing was
   * @throws UNAUTHENTICATED, TENANT_SUSPENDED, CONTRACT_NOT_ACCEPTED; CommandFault for what nobody expected
   */
  async perform<Input extends object, Done extends Outcome>(
    command: Command<Input, Done>,
    input: Input,
    request: CommandRequest,
  ): Promise<Result<Done>> {
    const claimed = claimOf(command, input, request.viewer);
    const tenantId = await this.tenantOf(command, input, request.viewer);
    if (tenantId === null) return refuse(userError('NOT_FOUND', 'there is no such row', ['id']));
    const claim = claimed.ok ? claimed.value : null;
    const carryOut = (): Promise<Result<Done>> =>
      this.carryOut(command, input, { request, tenantId, claim, claimed: claimed.ok ? null : claimed });
    if (claim === null) return carryOut();
    const name = `${tenantId} ${claim.key}`;
    const other = this.underWay.get(name);
    if (other !== undefined) {
      const isSame = other.hash.equals(claim.hash);
      try {
        const outcome = await other.outcome;
        // Of the same command, by its hash: what it comes to is this one's outcome too.
        if (isSame) return outcome as Result<Done>;
      } catch (error) {
        // Nobody waits for that one any more; for this one somebody does.
        if (isSame && other.signal?.aborted !== true) throw error;
      }
      return this.perform(command, input, request);
    }
    const outcome = carryOut();
    this.underWay.set(name, { hash: claim.hash, outcome, signal: request.signal });
    try {
      return await outcome;
    } finally {
      this.underWay.delete(name);
    }
  }

  /** The tenant that a command writes to: a super admin who names none acts in that of the row. Null where there is no such row. */
  private async tenantOf<Input extends object, Done extends Outcome>(
    { subject }: Command<Input, Done>,
    input: Input,
    viewer: Viewer,
  ): Promise<string | null> {
    const isAtHome = viewer.tenant.id === viewer.user.tenantId;
    if (!readsAcrossTenants(viewer) || !isAtHome || subject === undefined) return viewer.tenant.id;
    const { table, refId } = subject(input);
    const tenant = identifier(columnOf(table, tenantField(table)).name);
    const statement = sql`SELECT ${tenant} AS id FROM ${identifier(table.name)} WHERE ref_id = ${parseUlid(refId)}`;
    const rows = await inTransaction(this.pool, 'platform', 'read', (run) => run<{ readonly id: string }>(statement));
    return rows[0]?.id ?? null;
  }

  /** Loaded with the first entity that is written: Prisma's client is much code, and most processes only read at first. */
  private openWriter(): Promise<PrismaWriter> {
    return (this.writer ??= import('./prisma.ts').then(({ PrismaWriter }) => new PrismaWriter(this.pool)));
  }

  private async carryOut<Input extends object, Done extends Outcome>(
    command: Command<Input, Done>,
    input: Input,
    of: CarriedOut,
  ): Promise<Result<Done>> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.attempt(command, input, of);
      } catch (error) {
        if (!(error instanceof CommandFault) || !stoppedForAnother.has(sqlStateOf(error.cause))) throw error;
        if (attempt >= this.options.attempts) throw error;
        await sleep(attempt * 10 * (1 + Math.random()));
      }
    }
  }

  private async attempt<Input extends object, Done extends Outcome>(
    command: Command<Input, Done>,
    input: Input,
    of: CarriedOut,
  ): Promise<Result<Done>> {
    const { request, tenantId, claim } = of;
    const { viewer, origin, requestId, log, signal } = request;
    const now = new Date();
    const { lockTimeoutMs } = this.options;
    const transaction = await CommandTransaction.open(this.pool, { tenantId, lockTimeoutMs, log, signal });
    const from: CommandOrigin = { command: command.name, viewer, tenantId, requestId, origin };
    try {
      const admitted = this.admit(transaction, command, of, now);
      admitted.catch(() => undefined); // every row asks for it again
      const rows = new Rows(transaction, { writer: () => this.openWriter(), from, now, admitted });
      const checked = command.input(input);
      if (!checked.ok) await admitted;
      const result = checked.ok ? await command.run({ rows, viewer, origin, now }, checked.value) : checked;
      await admitted;
      if (!result.ok) {
        await transaction.rollback();
        return result;
      }
      await transaction.commit(lastStatements(from, rows, claim, result.value));
      return result;
    } catch (error) {
      await transaction.rollback();
      // `admit` has made it, of what this command has done before.
      if (error instanceof Interrupted) return error.result as Result<Done>;
      return refusalOf(transaction.failure ?? error, error, command, claim);
    }
  }

  /** Asks, with the first statements, whether the command may be carried out. @throws Interrupted where it is not to be */
  private async admit(
    transaction: CommandTransaction,
    { opensContract = false, onInactiveTenant = false }: CommandTerms,
    { request, tenantId, claim, claimed }: CarriedOut,
    now: Date,
  ): Promise<void> {
    const { viewer } = request;
    const asked = transaction.query<Standing>(standingOf(viewer, tenantId));
    const claiming = claim === null ? null : transaction.query(claimKey(tenantId, claim, now));
    claiming?.catch(() => undefined); // it is waited for below
    const [standing] = await asked;
    requireStanding(standing, viewer, opensContract);
    if (isInactive(standing) && !onInactiveTenant)
      throw new Interrupted(refuse(userError('TENANT_INACTIVE', `the tenant is ${standing.tenantStatus}`, [])));
    if (claimed !== null) throw new Interrupted(claimed);
    if (claim === null || claiming === null) return;
    const rows = await claiming.catch((error: unknown) => {
      throw sqlStateOf(error) === lockTimeout ? new Interrupted(keyInProgress()) : error;
    });
    if (rows.length > 0) return;
    const [stored] = await transaction.query<{ hash: string; outcome: string | null }>(storedOutcome(tenantId, claim));
    if (stored?.hash !== claim.hash.toString('hex')) throw new Interrupted(keyReused());
    throw new Interrupted(stored.outcome === null ? keyInProgress() : accept(JSON.parse(stored.outcome) as Outcome)); // it was kept as one
  }
}

/** A command under way that has a key. */
interface UnderWay {
  readonly hash: Buffer;
  readonly outcome: Promise<Result<Outcome>>;
  /** Aborted when whoever sent it does not wait for it any more. */
  readonly signal: AbortSignal | undefined;
}

/** Facts that all attempts of a command share. */
interface CarriedOut {
  readonly request: CommandRequest;
  readonly tenantId: string;
  readonly claim: IdempotencyClaim | null;
  /** Refusal of a key that is none. */
  readonly claimed: Result<never> | null;
}

/** Audit, events and outcome of a command that has done something. */
function lastStatements(from: CommandOrigin, rows: Rows, claim: IdempotencyClaim | null, outcome: Outcome): Sql[] {
  const { changes, events } = rows;
  return [
    ...(changes.length > 0 ? [auditEvent(from, changes)] : []),
    ...(events.length > 0 ? [outboxEvents(from.tenantId, from.viewer.user.id, events)] : []),
    ...(claim === null ? [] : [keepOutcome(from.tenantId, claim, outcome)]),
  ];
}

/** Refusal that a failed attempt stands for. @throws the error where it is no refusal */
function refusalOf(
  cause: unknown,
  error: unknown,
  { constraints }: CommandTerms,
  claim: IdempotencyClaim | null,
): Result<never> {
  const refusal = constraintRefusal(cause, constraints);
  if (refusal !== null && !(error instanceof UnknownOutcomeError)) return refusal;
  if (sqlStateOf(cause) === lockTimeout) {
    const words = 'another command holds the row for too long; nothing was changed';
    throw serviceFault('TIMEOUT', 'commands', words, { retryable: true });
  }
  throw CommandFault.of(error instanceof UnknownOutcomeError ? error : cause, claim !== null);
}

function sqlStateOf(error: unknown): string | undefined {
  return error instanceof pg.DatabaseError ? error.code : undefined;
}
