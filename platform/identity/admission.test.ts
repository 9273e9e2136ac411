import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import { adminUrl, appUrl, migratorUrl } from '../../tests/support/database.ts';
import {
  makeTenant,
  platformTenant,
  twoTenants,
  type CustomerTenant,
  type TestTenant,
} from '../../tests/support/make.ts';
import { poolAtRest } from '../../tests/support/pool-at-rest.ts';
import { createPool } from '../database/pool.ts';
import type { UserRow } from '../database/tables.ts';
import { mintUlid } from '../ids/ulid.ts';
import { Admission } from './admission.ts';
import type { Claims } from './claims.ts';
import type { Persona } from './viewer.ts';

let pool: pg.Pool;
let writer: pg.Pool;
beforeAll(() => {
  pool = createPool({ url: appUrl(), maximum: 2, applicationName: 'admission-test' });
  writer = createPool({ url: migratorUrl(), maximum: 1 });
});
afterAll(() => Promise.all([pool.end(), writer.end()]));

const claimsOf = (tenant: TestTenant, role: Persona = 'admin', user: UserRow = tenant.admin): Claims => ({
  userRefId: user.refId,
  tenantRefId: tenant.refId,
  role,
  scopes: [],
});

const refused = {
  message: 'the token is missing, expired or not one of ours; expected "Authorization: Bearer <token>"',
  extensions: { code: 'UNAUTHENTICATED' },
};

describe('who is let in', () => {
  it('is the user as the database knows it, with its tenant', async () => {
    const tenant = await makeTenant();
    expect(await new Admission(pool).admit({ ...claimsOf(tenant), scopes: ['a'] }, null)).toEqual({
      persona: 'admin',
      tenant: { id: tenant.id, tenantId: tenant.id, refId: tenant.refId, status: 'active', contractAccepted: true },
      user: {
        id: tenant.admin.id,
        refId: tenant.admin.refId,
        tenantId: tenant.id,
        role: 'admin',
        appAccess: tenant.admin.appAccess,
      },
      agentRole: null,
      clientId: null,
      scopes: ['a'],
    });
  });

  /** Roles that a token may name for each kind of user; every other is refused. */
  it.each<[string, (tenant: CustomerTenant) => Promise<UserRow>, readonly Persona[]]>([
    ['an admin', ({ admin }) => Promise.resolve(admin), ['admin', 'analyst']],
    ['a member', ({ make }) => make.user({ role: 'member' }), ['member']],
    ['a reviewer', ({ make }) => make.user({ role: 'reviewer' }), ['reviewer']],
    ['an agent', ({ make }) => make.user({ kind: 'agent' }), ['agent']],
    ['a service', ({ make }) => make.user({ kind: 'service' }), ['service', 'partner']],
    ['a super admin outside of the platform', ({ make }) => make.user({ role: 'super_admin' }), []],
  ])('as %s acts in the roles of that user only', async (_name, make, allowed) => {
    const tenant = await makeTenant();
    const user = await make(tenant);
    const roles: readonly Persona[] = [
      'super_admin',
      'admin',
      'member',
      'reviewer',
      'agent',
      'service',
      'partner',
      'analyst',
    ];
    const admission = new Admission(pool);
    for (const role of roles) {
      const admitted = admission.admit(claimsOf(tenant, role, user), null);
      if (allowed.includes(role)) expect((await admitted).persona).toBe(role);
      else await expect(admitted).rejects.toMatchObject(refused);
    }
  });

  /** The roles that 1.7 ties to an application, tried with every application but theirs, then with theirs. */
  it.each([
    ['member', 'dashboard'],
    ['reviewer', 'dm-portal'],
  ] as const)('as a %s needs access to the application %s', async (role, application) => {
    const tenant = await makeTenant();
    const { make } = tenant;
    const others = ['dashboard', 'dm-portal', 'manage'].filter((name) => name !== application);
    const [without, withNone, withIt] = [
      await make.user({ role, appAccess: others }),
      await make.user({ role, appAccess: [] }),
      await make.user({ role, appAccess: [application] }),
    ];
    const admission = new Admission(pool);
    const admit = (user: UserRow) => admission.admit(claimsOf(tenant, role, user), null);
    await expect(admit(without)).rejects.toMatchObject(refused);
    await expect(admit(withNone)).rejects.toMatchObject(refused);
    expect((await admit(withIt)).persona).toBe(role);
  });

  it.each(['member', 'reviewer', 'super_admin'] as const)(
    'as an analyst, where it is a %s, needs access to the analytics',
    async (role) => {
      const tenant = await makeTenant();
      const everywhere = ['dashboard', 'dm-portal', 'manage'];
      const [without, withIt] = [
        await tenant.make.user({ role, appAccess: everywhere }),
        await tenant.make.user({ role, appAccess: ['analytics'] }),
      ];
      const admission = new Admission(pool);
      await expect(admission.admit(claimsOf(tenant, 'analyst', without), null)).rejects.toMatchObject(refused);
      expect((await admission.admit(claimsOf(tenant, 'analyst', withIt), null)).persona).toBe('analyst');
    },
  );

  it.each(['agent', 'service'] as const)('is no analyst as an %s, whatever it may open', async (kind) => {
    const tenant = await makeTenant();
    const user = await tenant.make.user({ kind, appAccess: ['analytics'] });
    await expect(new Admission(pool).admit(claimsOf(tenant, 'analyst', user), null)).rejects.toMatchObject(refused);
  });

  it('as an admin needs access to no application, nor as an analyst that is one', async () => {
    const tenant = await makeTenant();
    const user = await tenant.make.user({ role: 'admin', appAccess: [] });
    const admission = new Admission(pool);
    for (const role of ['admin', 'analyst'] as const)
      expect((await admission.admit(claimsOf(tenant, role, user), null)).persona).toBe(role);
  });

  it('is nobody who is unknown, of another tenant or deactivated', async () => {
    const [mine, theirs] = await twoTenants();
    const deactivated = await mine.make.user({ role: 'admin', status: 'deactivated' });
    const admission = new Admission(pool);
    for (const claims of [
      { ...claimsOf(mine), userRefId: mintUlid() },
      { ...claimsOf(mine), tenantRefId: mintUlid() },
      { ...claimsOf(mine), tenantRefId: theirs.refId },
      claimsOf(mine, 'admin', deactivated),
    ]) {
      await expect(admission.admit(claims, null)).rejects.toMatchObject(refused);
    }
  });
});

describe('what changes after someone was let in', () => {
  it('counts after the time to live: until then the database is not asked again', async () => {
    const tenant = await makeTenant();
    const user = await tenant.make.user({ role: 'member' });
    const admission = new Admission(pool, { viewerTtlMs: 600 });
    const claims = claimsOf(tenant, 'member', user);
    await admission.admit(claims, null);
    await writer.query(
      "UPDATE users SET status = 'deactivated', deleted_on = now(), deleted_by = created_by WHERE id = $1",
      [user.id],
    );
    expect(await admission.admit(claims, null)).toMatchObject({ user: { id: user.id } });
    await new Promise((resolve) => setTimeout(resolve, 620));
    await expect(admission.admit(claims, null)).rejects.toMatchObject(refused);
  });

  it('counts at once when everyone is forgotten', async () => {
    const tenant = await makeTenant();
    const admission = new Admission(pool, { viewerTtlMs: 60_000 });
    await admission.admit(claimsOf(tenant), null);
    await writer.query("UPDATE tenants SET status = 'suspended' WHERE id = $1", [tenant.id]);
    expect((await admission.admit(claimsOf(tenant), null)).tenant.status).toBe('active');
    admission.clear();
    expect((await admission.admit(claimsOf(tenant), null)).tenant.status).toBe('suspended');
  });

  it('counts at once when it is the acceptance of the contract', async () => {
    const tenant = await makeTenant({ contractAcceptedAt: null });
    const admission = new Admission(pool, { viewerTtlMs: 60_000 });
    expect((await admission.admit(claimsOf(tenant), null)).tenant.contractAccepted).toBe(false);
    await writer.query('UPDATE tenants SET contract_accepted_on = now() WHERE id = $1', [tenant.id]);
    expect((await admission.admit(claimsOf(tenant), null)).tenant.contractAccepted).toBe(true);
  });

  it('is kept apart by scopes, by role and by tenant acted in', async () => {
    const tenant = await makeTenant();
    const service = await tenant.make.user({ kind: 'service' });
    const admission = new Admission(pool);
    const partner = claimsOf(tenant, 'partner', service);
    expect((await admission.admit({ ...partner, scopes: ['costs:read'] }, null)).scopes).toEqual(['costs:read']);
    expect((await admission.admit(partner, null)).scopes).toEqual([]);
    expect((await admission.admit({ ...partner, role: 'service' }, null)).persona).toBe('service');
  });
});

describe('a super admin', () => {
  it('acts in the platform, or in the tenant it names by slug or id', async () => {
    const platform = await platformTenant();
    const tenant = await makeTenant({ status: 'suspended', contractAcceptedAt: null });
    const admission = new Admission(pool);
    const act = async (name: string | null) => (await admission.admit(claimsOf(platform, 'super_admin'), name)).tenant;
    expect(await act(null)).toMatchObject({ id: platform.id });
    const named = {
      id: tenant.id,
      tenantId: tenant.id,
      refId: tenant.refId,
      status: 'suspended',
      contractAccepted: false,
    };
    expect(await act(tenant.slug)).toEqual(named);
    expect(await act(tenant.refId)).toEqual(named);
    expect(await act(tenant.refId.toLowerCase())).toEqual(named);
    expect(await act(null)).toMatchObject({ id: platform.id });
  });

  it('needs access to the application of those who run the platform', async () => {
    const platform = await platformTenant();
    const admit = async (appAccess: string[]) => {
      const user = await platform.make.user({ role: 'super_admin', appAccess });
      return new Admission(pool).admit(claimsOf(platform, 'super_admin', user), null);
    };
    await expect(admit(['dashboard', 'dm-portal'])).rejects.toMatchObject(refused);
    expect((await admit(['manage'])).persona).toBe('super_admin');
  });

  it.each(['nobody-here', '', "' OR true --", mintUlid()])(
    'is told when %j is no tenant, and the connection goes back',
    async (name) => {
      const admission = new Admission(pool);
      await expect(admission.admit(claimsOf(await platformTenant(), 'super_admin'), name)).rejects.toMatchObject({
        message: 'the header "x-leadmetrics-tenant" names no tenant; expected a slug or an id',
        extensions: { code: 'BAD_USER_INPUT' },
      });
      await poolAtRest(pool);
    },
  );

  it('is the only one who may name a tenant: for others the name is not looked at', async () => {
    const [mine, theirs] = await twoTenants();
    const viewer = await new Admission(pool).admit(claimsOf(mine), theirs.slug);
    expect(viewer.tenant.id).toBe(mine.id);
  });
});

describe('a database that fails', () => {
  it('lets nobody in by mistake, and the next request finds a connection', async () => {
    const tenant = await makeTenant();
    const admission = new Admission(pool);
    await admission.admit(claimsOf(tenant), null);
    admission.clear();
    const admin = createPool({ url: adminUrl(), maximum: 1 });
    await admin.query(
      "SELECT pg_terminate_backend(pid, 2000) FROM pg_stat_activity WHERE application_name = 'admission-test'",
    );
    await admin.end();
    await admission.admit(claimsOf(tenant), null).catch(() => undefined);
    expect(await admission.admit(claimsOf(tenant), null)).toMatchObject({ user: { id: tenant.admin.id } });
  });
});
