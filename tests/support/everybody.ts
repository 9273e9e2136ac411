import type { TenantRow, UserRow } from '../../platform/database/tables.ts';
import type { Claims } from '../../platform/identity/claims.ts';
import { personas, type Persona } from '../../platform/identity/viewer.ts';
import type { Answer, TestGateway } from './gateway.ts';
import { claimsOf } from './claims.ts';
import { makeTenant, platformTenant, type CustomerTenant } from './make.ts';

/** A tenant with somebody of every persona, and the platform's super admin who acts in it. */
export interface Everybody {
  readonly tenant: CustomerTenant;
  readonly users: Readonly<Record<Persona, UserRow>>;
  /** What the token of one of them says. `scopes` are a partner's. */
  as(persona: Persona, scopes?: readonly string[]): Claims;
  /** Asks as one of them, a super admin in the tenant. */
  ask<Data>(
    graph: TestGateway,
    persona: Persona,
    query: string,
    variables?: object,
    scopes?: readonly string[],
  ): Promise<Answer<Data>>;
}

/** Makes the tenant, `overrides` and all; the agent plays the copywriter. */
export async function makeEverybody(overrides: Partial<TenantRow> = {}): Promise<Everybody> {
  const [tenant, platform] = [await makeTenant(overrides), await platformTenant()];
  const { make, admin } = tenant;
  const service = await make.user({ kind: 'service' });
  const users: Record<Persona, UserRow> = {
    super_admin: platform.admin,
    admin,
    member: await make.user({ role: 'member' }),
    reviewer: await make.user({ role: 'reviewer' }),
    agent: await make.user({ kind: 'agent', agentRole: 'copywriter' }),
    service,
    partner: service,
    analyst: admin,
  };
  const as = (persona: Persona, scopes: readonly string[] = []): Claims =>
    claimsOf(persona === 'super_admin' ? platform : tenant, persona, { user: users[persona], scopes });
  return {
    tenant,
    users,
    as,
    ask: (graph, persona, query, variables, scopes) => {
      const headers = persona === 'super_admin' ? { 'x-leadmetrics-tenant': tenant.slug } : {};
      return graph.query(as(persona, scopes), query, variables, headers);
    },
  };
}

/** The contract's columns, in its order: SA AD ME RV AG SV PA AN. */
export const columns: readonly Persona[] = personas;
