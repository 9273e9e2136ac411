import { z } from 'zod';

/** What is known of a contact's name. */
export interface NameFacts {
  readonly firstName: string | null;
  readonly lastName: string | null;
}

/** The `utm_…` parameters that a lead came with. */
export interface UtmFacts {
  readonly utmSource: string | null;
  readonly utmMedium: string | null;
  readonly utmCampaign: string | null;
}

/** The three parameters under the names of the graph; each null where the link had none. */
export interface Utm {
  readonly source: string | null;
  readonly medium: string | null;
  readonly campaign: string | null;
}

/** What agents found out about a contact; each null until one did. */
export interface LeadEnrichment {
  readonly linkedinUrl: string | null;
  readonly companySize: string | null;
  readonly industry: string | null;
  readonly website: string | null;
}

/** First and last name with a space between, or the one that is known; null where neither is. Blank is not known. */
export function fullName({ firstName, lastName }: NameFacts): string | null {
  const known = [firstName, lastName].map((name) => name?.trim() ?? '').filter((name) => name !== '');
  return known.length === 0 ? null : known.join(' ');
}

/**
 * One line that names a lead: never by e-mail address or phone, for whoever may read no more reads it
 * (docs/api-contract.md#115-same-name-same-type).
 * @param readsNames whether the reader may read names; they count as unknown otherwise
 */
export function labelOf(lead: NameFacts & { readonly company: string | null }, readsNames: boolean): string {
  const company = lead.company?.trim() ?? '';
  return (readsNames ? fullName(lead) : null) ?? (company === '' ? 'Lead' : company);
}

/** Null for a link that carried none of the three. */
export function utmOf({ utmSource, utmMedium, utmCampaign }: UtmFacts): Utm | null {
  if (utmSource === null && utmMedium === null && utmCampaign === null) return null;
  return { source: utmSource, medium: utmMedium, campaign: utmCampaign };
}

const text = z.string().min(1).nullable().catch(null);
/** Enrichment services tell it in words (`51-200`) or as a number. */
const size = z.union([z.number().transform(String), text]);
const webAddress = z
  .url({ protocol: /^https?$/ })
  .nullable()
  .catch(null);

const enrichment = z.object({ linkedinUrl: webAddress, companySize: size, industry: text, website: webAddress });

/**
 * What stands in `leads.enrichment_data` (docs/data-model.md#leads): jsonb, which may hold more or less than is known here. Null
 * until one of the four values is there.
 */
export function enrichmentOf(data: unknown): LeadEnrichment | null {
  const read = enrichment.safeParse(data);
  return read.success && Object.values(read.data).some((value) => value !== null) ? read.data : null;
}
