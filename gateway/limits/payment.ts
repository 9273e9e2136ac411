import type { Limits } from '../../platform/config/limits.ts';
import type { Viewer } from '../../platform/identity/viewer.ts';
import type { CostLimits, Payment } from './operation-charge.ts';

/** Payment for a viewer's operations: by the tenant and the client, up to what one may cost, with the deposit of a refused one. */
export function paymentOf(
  viewer: Viewer,
  { cost, rate, refusalsPerBucket }: Limits,
): Pick<Payment, 'payers' | 'limits' | 'deposit'> {
  const { tenant, clientId, user } = viewer;
  return {
    payers: [
      { key: `tenant:${tenant.id}`, limit: 'tenantBucket', ...rate.tenant },
      { key: `client:${clientId ?? user.id}`, limit: 'clientBucket', ...rate.client },
    ],
    limits: costLimitsOf(viewer, cost),
    deposit: Math.max(1, Math.floor(Math.min(rate.tenant.size, rate.client.size) / refusalsPerBucket)),
  };
}

/** What one operation of a viewer may come to. */
export function costLimitsOf({ persona }: Pick<Viewer, 'persona'>, cost: Limits['cost']): CostLimits {
  return {
    maximumCost: persona === 'analyst' ? cost.maximumForAnalysts : cost.maximum,
    maximumNodes: cost.maximumNodes,
  };
}
