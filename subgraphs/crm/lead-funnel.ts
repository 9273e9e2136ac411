import type { FunnelQuestion } from '../../domain/crm/lead/lead-funnel.report.ts';
import { selects, type SelectionInfo } from '../../platform/projection/projection.ts';
import type { TenantLeadFunnelArgs } from './generated/resolvers.ts';

/** The arguments of `leadFunnel`, and of the selection what is looked up for nothing else. */
export function funnelQuestion({ createdAt }: TenantLeadFunnelArgs, info: SelectionInfo): FunnelQuestion {
  return {
    from: createdAt?.from ?? null,
    to: createdAt?.to ?? null,
    firstContact: selects(info, 'LeadFunnel', 'medianHoursToFirstContact'),
  };
}
