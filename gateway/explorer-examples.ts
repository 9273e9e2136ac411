import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { projectPath } from '../platform/config/paths.ts';
import type { ExampleFacts } from './demo.ts';
import type { ExplorerExample } from './explorer-route.ts';
import { readyOperations } from './ready-operations.ts';

/** The operations of operations/, each with variables that make it answer today. */
export function explorerExamples(
  facts: ExampleFacts,
  personaOf: (role: string) => string | undefined,
  now: Date,
): ExplorerExample[] {
  return readyOperations().map((name) => {
    const query = readFileSync(projectPath('operations', `${name}.graphql`), 'utf8');
    const persona = personaOf(roleOf(name));
    return {
      name,
      description: leadingComment(query),
      query,
      variables: variablesOf(query, facts, now),
      ...(persona !== undefined && { persona }),
    };
  });
}

/** Who each operation is for; the tenant's admin where nothing else is said. */
function roleOf(name: string): string {
  if (name === 'PortfolioHealth') return 'super_admin';
  if (name === 'MyInbox') return 'reviewer';
  if (['ResolveIds', 'PublishedContentFeed', 'CampaignAttribution'].includes(name)) return 'partner';
  return 'admin';
}

function leadingComment(query: string): string {
  const lines = query.split('\n');
  const end = lines.findIndex((line) => !line.startsWith('#'));
  return lines
    .slice(0, end === -1 ? 0 : end)
    .map((line) => line.replace(/^# ?/, ''))
    .join(' ');
}

/** A value for each variable that the operation declares, by its name. */
function variablesOf(query: string, facts: ExampleFacts, now: Date): Record<string, unknown> {
  const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1));
  const quarterAgo = new Date(now.getTime() - 90 * 86_400_000);
  const values: Readonly<Record<string, unknown>> = {
    today: day(now),
    on: day(now),
    now: now.toISOString(),
    to: /\$to: Date!/.test(query) ? day(now) : now.toISOString(),
    from: /\$from: Date!/.test(query) ? day(quarterAgo) : quarterAgo.toISOString(),
    since: quarterAgo.toISOString(),
    monthStart: month.toISOString(),
    tenantId: facts.tenantRefId,
    slug: facts.slug,
    range: { from: day(quarterAgo), to: day(now) },
    id: query.includes('activityRun(') ? facts.runRefId : facts.strategyRefId,
    ids: facts.someRefIds,
    campaignId: facts.campaignRefId,
    first: 10,
    status: ['IN_PROGRESS', 'AWAITING_APPROVAL'],
    input: inputOf(query, facts, now),
  };
  const declared = [...query.matchAll(/\$(\w+): /g)].map(([, name = '']) => name);
  return Object.fromEntries(declared.filter((name) => name in values).map((name) => [name, values[name]]));
}

/** A mutation's input. Its key is of one visit: run twice it is a retry, and after the page is loaded anew it is something new. */
function inputOf(query: string, { gateRefId }: ExampleFacts, now: Date): object {
  const idempotencyKey = randomUUID();
  if (query.includes('approveActivity(')) return { id: gateRefId, note: 'As we discussed.', idempotencyKey };
  return {
    title: 'Approve the briefing for the next campaign',
    type: 'APPROVE',
    priority: 'HIGH',
    dueDate: day(new Date(now.getTime() + 7 * 86_400_000)),
    assigneeType: 'HUMAN',
    isApprovalGate: true,
    idempotencyKey,
  };
}

function day(at: Date): string {
  return at.toISOString().slice(0, 10);
}
