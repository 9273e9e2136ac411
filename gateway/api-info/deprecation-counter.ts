import { groupBy } from '../../platform/batching/group-by.ts';
import type { Limits } from '../../platform/config/limits.ts';
import type { OperationScope } from '../../platform/graph/execute.ts';
import { callerRefIdOf, type DeprecationUse } from '../../platform/deprecations/deprecation-uses.ts';

/** Where uses are written: all of a tenant's or none. */
export type AddUses = (tenantId: string, uses: readonly DeprecationUse[]) => Promise<void>;

/** A sum that is still added to. */
interface Sum extends DeprecationUse {
  readonly tenantId: string;
  uses: number;
}

/**
 * Adds up uses of deprecated elements and writes them now and then, beside the requests. What cannot be written is kept and tried
 * again, so that a database that is away loses nothing before the sums are too many.
 */
export class DeprecationCounter {
  private readonly add: AddUses;
  private readonly limits: Limits['deprecationUses'];
  private readonly report: (fault: unknown) => void;
  private sums = new Map<string, Sum>();
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();
  /** Uses that there was no room for since the last write. */
  private dropped = 0;

  /** @param report told of what could not be written, and of what was not counted */
  constructor(add: AddUses, limits: Limits['deprecationUses'], report: (fault: unknown) => void) {
    this.add = add;
    this.limits = limits;
    this.report = report;
  }

  /** Counts one use of each of the elements. */
  note(coordinates: readonly string[], { viewer, now }: Pick<OperationScope, 'viewer' | 'now'>): void {
    const caller = {
      tenantId: viewer.tenant.id,
      callerRefId: callerRefIdOf(viewer),
      day: now.toISOString().slice(0, 10),
    };
    for (const coordinate of coordinates) this.count({ ...caller, coordinate, uses: 1 });
    if (coordinates.length > 0) this.schedule();
  }

  /** Writes what is left of every tenant; what cannot be written any more is lost, and told with how many uses. */
  async close(): Promise<void> {
    await this.inTurn(() => this.writeLast());
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private count(use: Sum): void {
    const key = `${use.tenantId} ${use.callerRefId} ${use.day} ${use.coordinate}`;
    const sum = this.sums.get(key);
    if (sum !== undefined) sum.uses += use.uses;
    else if (this.sums.size < this.limits.kept) this.sums.set(key, use);
    else this.dropped += use.uses;
  }

  private schedule(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      void this.inTurn(() => this.writeSums());
    }, this.limits.writeMs).unref();
  }

  /** One write after the other; none rejects. */
  private inTurn(write: () => Promise<void>): Promise<void> {
    this.writing = this.writing.then(write);
    return this.writing;
  }

  private async writeSums(): Promise<void> {
    const waiting = this.take();
    for (const [tenantId, sums] of waiting) {
      waiting.delete(tenantId);
      try {
        await this.add(tenantId, sums);
      } catch (error) {
        this.report(error);
        // What has failed goes to the end, so that it keeps nothing else from being written.
        for (const sum of [...waiting.values(), sums].flat()) this.count(sum);
        this.schedule();
        return;
      }
    }
  }

  /** There is no later: whatever fails, the others are tried. One report, since a database that is away fails them all. */
  private async writeLast(): Promise<void> {
    let lost = 0;
    const causes: unknown[] = [];
    for (const [tenantId, sums] of this.take()) {
      try {
        await this.add(tenantId, sums);
      } catch (error) {
        lost += sums.reduce((total, { uses }) => total + uses, 0);
        causes.push(error);
      }
    }
    if (causes.length === 0) return;
    this.report(
      new Error(
        `lost ${lost} uses of deprecated elements of ${causes.length} tenants, expected to write them before closing`,
        { cause: causes[0] },
      ),
    );
  }

  /** Sums that wait, by tenant; none do afterwards. */
  private take(): Map<string, Sum[]> {
    const waiting = groupBy(this.sums.values(), ({ tenantId }) => tenantId);
    this.sums = new Map();
    if (this.dropped > 0)
      this.report(
        new Error(`found more than ${this.limits.kept} sums of deprecated uses; ${this.dropped} uses are not counted`),
      );
    this.dropped = 0;
    return waiting;
  }
}
