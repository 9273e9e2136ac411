import type { BillingEventRow } from '../../platform/database/tables.ts';
import { rupees } from '../../domain/tenancy/billing-event/billing-event.rules.ts';
import { needs } from '../../platform/graph/fields.ts';
import type { BillingEventResolvers } from './generated/resolvers.ts';
import { recordFields, tenant } from './record.ts';

export const BillingEvent: BillingEventResolvers = {
  ...recordFields,
  tenant,
  amount: needs<BillingEventRow>()(['amountInr'], ({ amountInr }) =>
    amountInr === null ? null : { amount: rupees(amountInr), currency: 'INR' },
  ),
  __resolveReference: ({ id }, { loaders }, info) => loaders.billingEventByRefId.load(id, info),
};
