import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExplorerExample, ExplorerPersona } from '../../gateway/explorer-route.ts';
import { readSubgraphEntries } from '../../platform/config/subgraph-entries.ts';
import type { Answer } from './gateway.ts';
import { temporaryFolder } from './folder.ts';
import { freePorts } from './free-ports.ts';
import { makeImage } from './image.ts';
import { ownDatabase } from './own-database.ts';
import { startProgram, stopAll, type Started } from './started.ts';

/** What a gateway answers, as a client sees it. */
export type ClientAnswer = Pick<Answer, 'data' | 'errors' | 'fetches'>;

/** A gateway that is a process of its own. */
export interface GatewayProcess {
  readonly url: string;
  ask(persona: ExplorerPersona, query: string, variables?: object): Promise<ClientAnswer>;
}

/** Gateway and subgraphs, each a process, beside a gateway that is all of them in one; all on one database with demo data. */
export interface Processes {
  readonly apart: GatewayProcess;
  readonly together: GatewayProcess;
  /** As migrator_user, who reads past every fence. */
  readonly migratorUrl: string;
  /** Those of the tenant that the examples ask about, and the super admin acting there. */
  readonly personas: readonly ExplorerPersona[];
  /** The operations of operations/, with variables that make them answer today. */
  readonly examples: readonly ExplorerExample[];
  /** Ends a subgraph's process at once. */
  kill(subgraph: string): Promise<void>;
  revive(subgraph: string): Promise<void>;
  close(): Promise<void>;
}

const explorerTenant = 'acme-corp';

/** Starts them from what the Dockerfile puts into its image, on free ports. */
export async function startProcesses(): Promise<Processes> {
  const folder = await temporaryFolder();
  const image = join(folder.path, 'image');
  await mkdir(image);
  await makeImage(image);
  const entries = readSubgraphEntries();
  const [apartPort = 0, togetherPort = 0, ...ports] = await freePorts(entries.length + 2);
  const routing = entries.reduce(
    (text, { routingUrl }, index) => text.replace(routingUrl, `http://127.0.0.1:${ports[index]}/graphql`),
    await readFile(join(image, 'supergraph.yaml'), 'utf8'),
  );
  await writeFile(join(image, 'supergraph.yaml'), routing);

  const database = await ownDatabase();
  // One data folder: generated secrets and the issuer of tokens are the same for all.
  const env = {
    DATABASE_URL: database.appUrl,
    DATA_DIR: join(folder.path, 'data'),
    DATABASE_POOL_SIZE: '5',
    // Nothing is lost because the machine is busy with all of them.
    DATABASE_ACQUIRE_TIMEOUT_MS: '60000',
    SUBGRAPH_TIMEOUT_MS: '60000',
    // A process that has come back is asked at once.
    SUBGRAPH_FAILURES: '10000',
    // Everybody asks everything, as texts.
    OPERATIONS_PARTNERS: 'free',
  };
  const start = (program: string, more: Record<string, string>, parameters: string[] = []): Started =>
    startProgram(program, { ...env, ...more }, parameters, image);

  const together = start('gateway/main.js', {
    MIGRATION_DATABASE_URL: database.migratorUrl,
    PORT: String(togetherPort),
  });
  await together.until(/The graph is at/, 60_000);

  const apartUrl = `http://127.0.0.1:${apartPort}`;
  const subgraphs = new Map<string, Started>();
  async function revive(subgraph: string): Promise<void> {
    const started = start('subgraphs/main.js', { PUBLIC_URL: apartUrl }, [subgraph]);
    subgraphs.set(subgraph, started);
    await started.until(/is at http/, 60_000);
  }
  const apart = start('gateway/main.js', { SUBGRAPH_MODE: 'remote', PORT: String(apartPort) });
  await Promise.all([apart.until(/The graph is at/, 60_000), ...entries.map(({ name }) => revive(name))]);

  const settings = await fetch(`${apartUrl}/explorer/config.json`);
  const { personas, examples } = (await settings.json()) as {
    personas: ExplorerPersona[];
    examples: ExplorerExample[];
  };
  return {
    migratorUrl: database.migratorUrl,
    apart: gatewayAt(apartUrl),
    together: gatewayAt(`http://127.0.0.1:${togetherPort}`),
    personas: personas.filter(({ tenant, role }) => tenant === explorerTenant || role === 'super_admin'),
    examples,
    async kill(subgraph) {
      const started = subgraphs.get(subgraph);
      started?.signal('SIGKILL');
      await started?.ended;
    },
    revive,
    async close() {
      await stopAll();
      await database.drop();
      await folder.remove();
    },
  };
}

function gatewayAt(url: string): GatewayProcess {
  return {
    url,
    async ask({ token, role }, query, variables = {}) {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${token}`,
          'x-leadmetrics-explain': '1',
          ...(role === 'super_admin' && { 'x-leadmetrics-tenant': explorerTenant }),
        },
        body: JSON.stringify({ query, variables }),
      });
      const { data, errors, extensions } = (await response.json()) as {
        data: unknown;
        errors?: Answer['errors'];
        extensions?: { explain?: Pick<Answer, 'fetches'> };
      };
      return { data, errors: errors ?? [], fetches: extensions?.explain?.fetches ?? [] };
    },
  };
}
