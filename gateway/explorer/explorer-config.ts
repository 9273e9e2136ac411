import type { FetcherOptions } from './fetcher.ts';

/** Somebody to ask the graph as. Outside production only, with a ready token. */
export interface Persona {
  /** Unique in the list and shown to the user: "Acme Corp · admin". */
  readonly label: string;
  /** Slug of the persona's tenant: "acme-corp". */
  readonly tenant: string;
  /** Role as the token names it: "super_admin", "admin", "member", … */
  readonly role: string;
  /** Bearer token, ready to send. */
  readonly token: string;
}

/** An operation that is ready to run. */
export interface Example {
  readonly name: string;
  readonly description: string;
  /** Label of the persona that the operation suits, when it does not suit them all. */
  readonly persona?: string;
  readonly query: string;
  /** The id that it is registered under. */
  readonly documentId?: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

/** What the gateway tells the page about itself. */
export interface ExplorerConfig {
  /** Where operations are sent, relative to the page: "/graphql". */
  readonly endpoint: string;
  /** Apollo Sandbox, opened on this endpoint. */
  readonly sandboxUrl: string;
  /** Empty in production: there the user pastes a token. */
  readonly personas: readonly Persona[];
  readonly examples: readonly Example[];
  /** The id that the operation which describes the schema is registered under. */
  readonly introspectionId?: string;
}

/**
 * Reads the page's setting from the gateway.
 * @throws Error in words for the user when the gateway does not answer, or answers with anything but the setting.
 */
export async function loadConfig(url: URL): Promise<ExplorerConfig> {
  const response = await fetch(url).catch(() => {
    throw new Error(`The gateway did not answer at ${url.pathname}. Is it still running?`);
  });
  if (!response.ok)
    throw new Error(`Expected the explorer's setting from ${url.pathname}, got status ${response.status}.`);
  const config: unknown = await response.json().catch(() => null);
  if (!isConfig(config)) {
    throw new Error(`Expected endpoint, sandboxUrl, personas and examples from ${url.pathname}, got something else.`);
  }
  return config;
}

/** Ids of the operations that are registered as the page knows them: some personas may send nothing else. */
export function registeredIds({ examples, introspectionId }: ExplorerConfig): FetcherOptions['idOf'] {
  const ids = new Map(examples.map(({ query, documentId }) => [query.trim(), documentId]));
  return (query, operation) => (operation === 'introspection' ? introspectionId : ids.get(query.trim()));
}

/** The page and its setting come from one gateway, so the outer shape tells a setting from anything else. */
function isConfig(value: unknown): value is ExplorerConfig {
  return (
    typeof value === 'object' &&
    value !== null &&
    'endpoint' in value &&
    typeof value.endpoint === 'string' &&
    'sandboxUrl' in value &&
    typeof value.sandboxUrl === 'string' &&
    'personas' in value &&
    Array.isArray(value.personas) &&
    'examples' in value &&
    Array.isArray(value.examples)
  );
}
