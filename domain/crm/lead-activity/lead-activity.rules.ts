import { z } from 'zod';
import { enumLabels, type LeadActivityType, type LeadStatus } from '../../../platform/database/tables.ts';

/**
 * An entry of a timeline; `metadata` is jsonb, which may hold more or less than is known here
 * (docs/data-model.md#lead_activities).
 */
export interface EntryFacts {
  readonly type: LeadActivityType;
  readonly metadata: unknown;
}

/** What an entry of its type tells beside its description. */
export interface EntryDetails {
  /** Of e-mails only. */
  readonly emailSubject: string | null;
  /** The status that the lead left: of changes of status only. */
  readonly fromStatus: LeadStatus | null;
  /** The status that the lead took: of changes of status only. */
  readonly toStatus: LeadStatus | null;
}

const none: EntryDetails = { emailSubject: null, fromStatus: null, toStatus: null };
const status = z.enum(enumLabels.LeadStatus).nullable().catch(null);
const statusChange = z.object({ fromStatus: status, toStatus: status });
const email = z.object({ emailSubject: z.string().nullable().catch(null) });

const detailsByType: Readonly<Partial<Record<LeadActivityType, z.ZodType<Partial<EntryDetails>>>>> = {
  email_sent: email,
  email_received: email,
  status_change: statusChange,
};

/** The details of an entry, each null where its type has none or its metadata does not tell. */
export function detailsOf({ type, metadata }: EntryFacts): EntryDetails {
  return { ...none, ...detailsByType[type]?.safeParse(metadata).data };
}
