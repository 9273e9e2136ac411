import type pg from 'pg';
import type { SignInConfig } from '../platform/config/web.ts';
import type { Demo } from './demo.ts';
import { explorerExamples } from './explorer-examples.ts';
import type { ExplorerPersona, ExplorerSettings } from './explorer-route.ts';

const sandbox = 'https://studio.apollographql.com';

/** What the explorer's page is made from. */
export interface ExplorerSource {
  /** As app_user. */
  readonly pool: pg.Pool;
  /** Null where users of the page paste a token. */
  readonly signIn: SignInConfig | null;
  /** Null in production: the page then has neither personas nor examples. */
  readonly demo: Demo | null;
  /** With fresh tokens at each call. */
  readonly personas: () => Promise<readonly ExplorerPersona[]>;
  /** Where clients reach the gateway. */
  readonly baseUrl: string;
  /** Where it listens. */
  readonly host: string;
  /** Whether pages of an origin may call it. */
  readonly mayCall: (origin: string) => boolean;
}

/** The explorer's settings; the rows that its examples ask about are looked up at each visit, since an example may change them. */
export async function explorerSettings({
  pool,
  demo,
  personas,
  baseUrl,
  host,
  signIn,
  mayCall,
}: ExplorerSource): Promise<ExplorerSettings> {
  let facts = (await demo?.exampleFacts(pool)) ?? null;
  const endpoint = encodeURIComponent(`${baseUrl}/graphql`);
  const known = await personas();
  const labelOf = (wanted: string): string | undefined =>
    known.find(({ role, tenant }) => role === wanted && (tenant === facts?.slug || role === 'super_admin'))?.label;
  return {
    sandboxUrl: mayCall(sandbox) ? `${sandbox}/sandbox/explorer?endpoint=${endpoint}` : null,
    hosts: [new URL(baseUrl).host, host],
    signIn,
    personas,
    async examples() {
      // While the database is away the page opens with the rows of before.
      facts = (await demo?.exampleFacts(pool).catch(() => facts)) ?? null;
      return facts === null ? [] : explorerExamples(facts, labelOf, new Date());
    },
  };
}
