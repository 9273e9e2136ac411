import type pg from 'pg';
import { StartError } from '../platform/errors/start-error.ts';
import type { DevelopmentIssuer } from '../platform/identity/development-issuer.ts';
import type { Claims } from '../platform/identity/claims.ts';
import { personas, type Persona } from '../platform/identity/viewer.ts';
import type { PlatformOptions } from '../platform/startup/open-platform.ts';
import type { ExampleFacts } from '../seed/demo/example-facts.ts';
import type { ExplorerPersona } from './explorer-route.ts';

export type { ExampleFacts } from '../seed/demo/example-facts.ts';

/** Somebody of the demo data to ask the graph as. */
export interface DemoPersona {
  /** Unique, and shown to people: "Acme Corp · admin". */
  readonly label: string;
  /** Slug of the tenant. */
  readonly tenant: string;
  readonly claims: Claims;
}

/** The demo data: it stands beside the floors, and production does without. */
export interface Demo {
  readonly load: NonNullable<PlatformOptions['loadDemo']>;
  /** What the explorer's examples ask about, as it is now; null in a database without the first demo tenant. @param pool as app_user */
  readonly exampleFacts: (pool: pg.Pool) => Promise<ExampleFacts | null>;
  /** Everybody of the demo data whom this database knows. @param pool as app_user */
  readonly personas: (pool: pg.Pool) => Promise<readonly DemoPersona[]>;
}

/** Loads the code of the demo data, which is asked for only outside production. */
export async function openDemo(): Promise<Demo> {
  const [{ loadDemo }, { demoTenants, findPersona }, { findExampleFacts }] = await Promise.all([
    import('../seed/demo/index.ts'),
    import('../seed/demo/personas.ts'),
    import('../seed/demo/example-facts.ts'),
  ]);
  const [first] = demoTenants;
  if (first === undefined) throw new Error('expected at least one demo tenant');
  const everybody: readonly { readonly role: Persona; readonly label: string; readonly tenant: string }[] = [
    { role: 'super_admin', label: 'Platform · super admin', tenant: 'platform' },
    ...demoTenants.flatMap(({ slug, name }) =>
      personas
        .filter((role) => role !== 'super_admin')
        .map((role) => ({ role, label: `${name} · ${role}`, tenant: slug })),
    ),
  ];
  return {
    load: loadDemo,
    exampleFacts: (pool) => findExampleFacts(pool, first.slug),
    async personas(pool) {
      const found: DemoPersona[] = [];
      for (const { role, label, tenant } of everybody) {
        const claims = await findPersona(pool, tenant, role).catch(ignoreUnknown);
        if (claims !== null) found.push({ label, tenant, claims });
      }
      return found;
    },
  };
}

/** Not every tenant of the story has everybody, and a database of one's own may have nobody. */
function ignoreUnknown(error: unknown): null {
  if (error instanceof StartError) return null;
  throw error;
}

/** Demo personas, each with a fresh token; none where no issuer of ours makes tokens. */
export async function signedPersonas(
  known: readonly DemoPersona[],
  issuer: DevelopmentIssuer | null,
): Promise<ExplorerPersona[]> {
  if (issuer === null) return [];
  return Promise.all(
    known.map(async ({ label, tenant, claims }) => {
      return { label, tenant, role: claims.role, token: await issuer.sign(claims) };
    }),
  );
}
