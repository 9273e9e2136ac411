import type { TenantRow, UserRow } from '../../platform/database/tables.ts';
import { personas, type Persona } from '../../platform/identity/viewer.ts';
import type { Answer, TestGateway } from './gateway.ts';
import { claimsOf } from './claims.ts';
import { makeTenant, platformTenant, type CustomerTenant } from './make.ts';

/** A tenant with somebody of every persona, and the platform's super admin who acts in it. */
export interface Everybody {
  readonly tenant: CustomerTenant;
  readonly users: Readonly<Record<Persona, UserRow>>;
  /** Asks as one of them. `scopes` are a partner's. */
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
  return {
    tenant,
    users,
    ask: (graph, persona, query, variables, scopes = []) => {
      const isPlatform = persona === 'super_admin';
      const claims = claimsOf(isPlatform ? platform : tenant, persona, { user: users[persona], scopes });
      return graph.query(claims, query, variables, isPlatform ? { 'x-leadmetrics-tenant': tenant.slug } : {});
    },
  };
}

/** The contract's columns, in its order: SA AD ME RV AG SV PA AN. */
export const columns: readonly Persona[] = personas;
