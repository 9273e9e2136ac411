import { tables, type UserRole, type UserRow } from '../../platform/database/tables.ts';
import type { Batch } from './batch.ts';
import { addDays, type Calendar } from './calendar.ts';
import type { Draft } from './insert-rows.ts';
import type { Profile } from './profiles.ts';
import type { Random } from './random.ts';
import { agentRoles, born, changed, type AgentRole, type People } from './stage.ts';

/** What the platform's own users are needed for: they made the tenants. */
export interface Platform {
  readonly id: string;
  /** UUID of the super admin. */
  readonly superAdmin: string;
  /** UUID of the user that stands for the system itself (docs/api-contract.md#i-8). */
  readonly system: string;
}

/** Names by which `personas.ts` finds its users again. */
export const marks = {
  platformSlug: 'platform',
  syncService: 'Sync service',
  partner: 'Partner API',
  email: (localPart: string, slug: string) => `${localPart}@${slug}.example`,
} as const;

const dashboard = ['dashboard'];
const portal = ['dm-portal'];

/** The platform's own users, in its own tenant. */
export function addPlatformUsers(batch: Batch, random: Random, calendar: Calendar, tenantId: string): Platform {
  const since = calendar.month(-15);
  const system = random.uuid();
  const base = { tenantId, status: 'active', agentRole: null } as const;
  const systemUser = born(random, since, system);
  batch.add(tables.user, {
    ...base,
    ...systemUser,
    id: system,
    name: 'LeadMetrics',
    kind: 'service',
    role: 'member',
    appAccess: [],
  });
  const superAdmin = batch.add(tables.user, {
    ...base,
    ...born(random, since, system),
    email: marks.email('super_admin', 'leadmetrics'),
    name: 'Asha Krishnan',
    kind: 'human',
    role: 'super_admin',
    appAccess: ['dashboard', 'dm-portal', 'manage'],
  });
  return { id: tenantId, superAdmin: superAdmin.id, system };
}

/**
 * Everyone of a tenant: people of each role, one agent a role, and the services (docs/api-contract.md#i-8,
 * docs/api-contract.md#197-agent-and-service-users).
 */
export function addUsers(
  batch: Batch,
  random: Random,
  since: Date,
  now: Date,
  profile: Profile,
  tenantId: string,
  madeBy: string,
): People {
  const base = { tenantId, status: 'active' } as const;
  const [admin, member, analyst, reviewer, secondReviewer, invited, gone] = profile.names;
  // The first is a second older than the next: whoever asks for the oldest member gets the same one each time.
  let order = 0;
  const birth = () => born(random, new Date(since.getTime() + 1_000 * (order += 1)), madeBy);
  const human = (localPart: string, name: string, role: UserRole, appAccess: string[]) => ({
    ...base,
    ...birth(),
    email: marks.email(localPart, profile.slug),
    name,
    kind: 'human' as const,
    role,
    appAccess,
  });
  const add = (user: Draft<UserRow>) => batch.add(tables.user, user).id;
  const people = {
    admin: add(human('admin', admin, 'admin', [...dashboard, ...portal])),
    member: add(human('member', member, 'member', dashboard)),
    analyst: add(human('analyst', analyst, 'member', [...dashboard, 'analytics'])),
    reviewers: [
      add(human('reviewer', reviewer, 'reviewer', portal)),
      add(human('reviewer2', secondReviewer, 'reviewer', portal)),
    ] as const,
  };
  add({
    ...human('invited', invited, 'member', dashboard),
    ...born(random, addDays(now, -2), people.admin),
    status: 'invited',
  });
  const left = addDays(now, -1);
  add({
    ...human('former', gone, 'member', dashboard),
    ...changed(left, people.admin),
    status: 'deactivated',
    deletedAt: left.toISOString(),
    deletedById: people.admin,
  });
  const service = (name: string) => add({ ...base, ...birth(), name, kind: 'service', role: 'member', appAccess: [] });
  const agent = (agentRole: AgentRole) =>
    add({
      ...base,
      ...birth(),
      name: `${titleOf(agentRole)} agent`,
      kind: 'agent',
      role: 'member',
      agentRole,
      appAccess: [],
    });
  const syncService = service(marks.syncService);
  const partner = service(marks.partner);
  const agents = Object.fromEntries(agentRoles.map((role) => [role, agent(role)])) as People['agents']; // one entry a role
  return { ...people, service: syncService, partner, agents };
}

/** `Social media manager` */
export function titleOf(agentRole: string): string {
  return agentRole.charAt(0).toUpperCase() + agentRole.slice(1).replaceAll('_', ' ');
}
