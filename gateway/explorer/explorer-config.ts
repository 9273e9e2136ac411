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

/** The issuer that users sign in at. */
export interface SignIn {
  /** Identifier of an OpenID Connect issuer: "https://login.example.com". */
  readonly issuer: string;
  /** The page's, as a public client. */
  readonly clientId: string;
  /** Parted by spaces. */
  readonly scopes: string;
  /** Further parameters of the requests to the issuer, as a query string; empty for none. */
  readonly parameters: string;
}

/** What the gateway tells the page about itself. */
export interface ExplorerConfig {
  /** Where operations are sent, relative to the page: "/graphql". */
  readonly endpoint: string;
  /** Apollo Sandbox, opened on this endpoint; null where it may not call it. */
  readonly sandboxUrl: string | null;
  /** Null where users paste a token. */
  readonly signIn: SignIn | null;
  /** Empty in production: there the user signs in or pastes a token. */
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
    throw new Error(`Expected the explorer's setting from ${url.pathname}, got ${await refusalOf(response)}.`);
  const config: unknown = await response.json().catch(() => null);
  if (!isConfig(config)) {
    throw new Error(
      `Expected endpoint, sandboxUrl, signIn, personas and examples from ${url.pathname}, got something else.`,
    );
  }
  return config;
}

/** Status of a refusal, and its words where it has some. */
async function refusalOf(response: Response): Promise<string> {
  const body = (await response.json().catch(() => null)) as { errors?: { message?: unknown }[] } | null; // the graph's shape, or anything
  const message = body?.errors?.[0]?.message;
  return `status ${response.status}${typeof message === 'string' ? `: ${message}` : ''}`;
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
    'signIn' in value &&
    'personas' in value &&
    Array.isArray(value.personas) &&
    'examples' in value &&
    Array.isArray(value.examples)
  );
}
