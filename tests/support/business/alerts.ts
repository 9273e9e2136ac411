import type { ActivityRow, BacklinkRow, LeadRow, UserRow } from '../../../platform/database/tables.ts';
import type { CustomerTenant } from '../make.ts';
import type { Content } from './content.ts';

/** What the reviewer is warned about, none of it under a period. */
export interface Alerts {
  readonly channel: ActivityRow;
  readonly backlink: ActivityRow;
  /** About a lead that is assigned to the reviewer. */
  readonly lead: ActivityRow;
  /** About a lead that is not, so that the reviewer may not read it. */
  readonly foreignLead: ActivityRow;
}

interface AlertSubjects {
  readonly reviewer: UserRow;
  readonly content: Content;
  readonly backlinks: readonly BacklinkRow[];
  readonly leads: readonly LeadRow[];
}

/** An alert for each channel that expired and each backlink that was lost, and two about leads. */
export async function makeAlerts(
  { makeMany }: CustomerTenant,
  { reviewer, content, backlinks, leads }: AlertSubjects,
): Promise<Alerts> {
  const expired = content.channels.filter(({ status }) => status === 'expired');
  const lost = backlinks.filter(({ isLive }) => isLive === false);
  const mine = leads.filter(({ assignedToId }) => assignedToId === reviewer.id);
  const others = leads.filter(({ assignedToId }) => assignedToId !== reviewer.id);
  const alertsAbout = (subjectType: string, subjects: readonly { refId: string }[]) =>
    makeMany.activity(subjects.length, (index) => ({
      title: `${subjectType} ${index} needs a look`,
      type: 'other',
      priority: 'high',
      assigneeUserId: reviewer.id,
      subjectType,
      subjectRefId: subjects[index]?.refId ?? null,
    }));
  const [channel] = await alertsAbout('Channel', expired);
  const [backlink] = await alertsAbout('Backlink', lost);
  const [lead] = await alertsAbout('Lead', mine.slice(0, 1));
  const [foreignLead] = await alertsAbout('Lead', others.slice(0, 1));
  if (!channel || !backlink || !lead || !foreignLead) throw new Error('expected an alert of every kind');
  return { channel, backlink, lead, foreignLead };
}
