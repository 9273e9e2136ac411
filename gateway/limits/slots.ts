import type { Limits } from '../../platform/config/limits.ts';
import { throttled } from '../../platform/errors/graph-error.ts';
import type { LimitName } from '../../platform/errors/limit-name.ts';

/**
 * How many operations are under way at once: `reserved` of `running` are kept free for mutations, so that what reads too much
 * keeps nobody from writing; beyond `waitingPerTenant` a tenant's operations are refused.
 */
export type SlotLimits = Limits['slots'];

/** Gives a slot back; a second call does nothing. */
export type LeaveSlot = () => void;

interface Waiting {
  readonly isMutation: boolean;
  readonly start: (leave: LeaveSlot) => void;
}

interface Tenant {
  running: number;
  readonly waiting: Set<Waiting>;
}

/**
 * Slots for operations. Where all are taken, operations wait in a line a tenant, and each tenant's first is let in in turn:
 * one who sends a thousand at once delays its own, and those of others by one.
 */
export class Slots {
  private readonly limits: SlotLimits;
  private readonly lineLimit: LimitName;
  private readonly tenants = new Map<string, Tenant>();
  /** Tenants with somebody waiting, the one whose turn it is first. */
  private readonly turns = new Set<string>();
  private running = 0;

  /** @param lineLimit what the length of a tenant's line is called */
  constructor(limits: SlotLimits, lineLimit: LimitName = 'operationsWaiting') {
    this.limits = limits;
    this.lineLimit = lineLimit;
  }

  /** Operations under way and waiting, for whoever watches. */
  get load(): { readonly running: number; readonly waiting: number } {
    let waiting = 0;
    for (const tenant of this.tenants.values()) waiting += tenant.waiting.size;
    return { running: this.running, waiting };
  }

  /**
   * Waits for a slot.
   * @param signal gives the place in the line up; the promise is then rejected with its reason
   * @throws THROTTLED, with HTTP 429 and `Retry-After`, where too many of the tenant's operations wait already
   */
  enter(tenantId: string, isMutation: boolean, signal: AbortSignal): Promise<LeaveSlot> {
    const tenant = this.tenants.get(tenantId) ?? { running: 0, waiting: new Set() };
    this.tenants.set(tenantId, tenant);
    // Whoever waits for a slot that is no mutation's does not keep one from the reserve.
    if ((isMutation || tenant.waiting.size === 0) && this.hasRoom(tenant, isMutation))
      return Promise.resolve(this.start(tenantId, tenant));
    if (tenant.waiting.size >= this.limits.waitingPerTenant)
      return Promise.reject(
        throttled('too many operations of this tenant wait already; send fewer at once', this.lineLimit),
      );
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        isMutation,
        start: (leave) => {
          signal.removeEventListener('abort', giveUp);
          resolve(leave);
        },
      };
      const giveUp = (): void => {
        tenant.waiting.delete(waiting);
        this.forgetIdle(tenantId, tenant);
        reject(signal.reason as Error); // whoever aborts gives an error
      };
      tenant.waiting.add(waiting);
      this.turns.add(tenantId);
      signal.addEventListener('abort', giveUp, { once: true });
    });
  }

  private start(tenantId: string, tenant: Tenant): LeaveSlot {
    this.running += 1;
    tenant.running += 1;
    let left = false;
    return () => {
      if (left) return;
      left = true;
      this.running -= 1;
      tenant.running -= 1;
      this.forgetIdle(tenantId, tenant);
      this.next();
    };
  }

  /** Lets in whoever's turn it is, one a tenant before anybody's second. */
  private next(): void {
    for (const tenantId of [...this.turns]) {
      const tenant = this.tenants.get(tenantId);
      const first = tenant === undefined ? undefined : this.firstOf(tenant);
      if (tenant === undefined || first === undefined) continue;
      tenant.waiting.delete(first);
      this.turns.delete(tenantId);
      if (tenant.waiting.size > 0) this.turns.add(tenantId);
      first.start(this.start(tenantId, tenant));
    }
  }

  /** The first of a tenant's line that there is room for: a mutation may pass queries, which its reserve is not for. */
  private firstOf(tenant: Tenant): Waiting | undefined {
    for (const waiting of tenant.waiting) if (this.hasRoom(tenant, waiting.isMutation)) return waiting;
    return undefined;
  }

  private hasRoom({ running }: Tenant, isMutation: boolean): boolean {
    const { running: all, reserved, runningPerTenant } = this.limits;
    return this.running < (isMutation ? all : all - reserved) && running < runningPerTenant;
  }

  private forgetIdle(tenantId: string, tenant: Tenant): void {
    if (tenant.waiting.size === 0) this.turns.delete(tenantId);
    if (tenant.running === 0 && tenant.waiting.size === 0) this.tenants.delete(tenantId);
  }
}
