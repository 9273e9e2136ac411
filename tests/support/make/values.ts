import { randomBytes } from 'node:crypto';

/** The id of a document that is nowhere: 24 hexadecimal digits. */
export function documentId(): string {
  return randomBytes(12).toString('hex');
}

/** The first day of the month so many months before this one, in UTC: `2026-11-01`. */
export function monthStart(monthsBack: number): string {
  const now = new Date();
  return isoDay(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - monthsBack));
}

/** The last day of a period that begins on `start` and lasts so many months. */
export function lastDay(start: string, months: number): string {
  const [year = 0, month = 1, day = 1] = start.split('-').map(Number);
  return isoDay(Date.UTC(year, month - 1 + months, day - 1));
}

/** An agent's role for the n-th of a tenant. */
export function agentRoleAt(n: number): string {
  return ['copywriter', 'strategist', 'researcher'][n] ?? `agent_${n + 1}`;
}

/** Who asked for something, as the columns of approvals and requests say it: by default the user who makes the row. */
export function requester(row: Partial<Requester> & { readonly createdById: string }): Requester {
  const type = row.requestedByType ?? (typeof row.requestedByAgentRole === 'string' ? 'agent' : 'human');
  return {
    requestedByType: type,
    requestedByUserId: type === 'human' ? row.createdById : null,
    requestedByAgentRole: type === 'agent' ? agentRoleAt(0) : null,
  };
}

interface Requester {
  requestedByType: 'human' | 'agent' | 'system';
  requestedByUserId: string | null;
  requestedByAgentRole: string | null;
}

function isoDay(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
