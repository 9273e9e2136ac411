import type { HTTPGraphQLRequest } from '@apollo/server';
import { LRUCache } from 'lru-cache';
import type { OperationsConfig } from '../../platform/config/operations.ts';
import { badRequest, graphError } from '../../platform/errors/graph-error.ts';
import type { Viewer } from '../../platform/identity/viewer.ts';
import { parseUlid } from '../../platform/ids/ulid.ts';
import type { AutomaticQueries } from './automatic-queries.ts';
import { textHash } from '../text-hash.ts';
import { namedOperation, requestOfText } from './named-operation.ts';
import { clientKind, notAllowed, type ClientKind } from './operation-policy.ts';
import { withoutPrefix, type ClientNames } from './operation-registry.ts';
import { RegisteredOperations, type RegistrationOptions } from './registered-operations.ts';

/** What requests are resolved with. */
export interface PersistedOperationsOptions extends RegistrationOptions {
  readonly settings: OperationsConfig;
  /** Of a document; longer ones are refused further on. */
  readonly maximumCharacters: number;
  readonly automatic: AutomaticQueries;
}

/** A request that says by a text what it asks for, if it says it at all. */
export interface ResolvedRequest {
  readonly request: HTTPGraphQLRequest;
  /** How long a client may keep its answer, in seconds. */
  readonly maxAge: number;
}

/** Who asks, as far as it matters here. */
interface Client {
  readonly kind: ClientKind;
  readonly names: ClientNames;
  /** Whose share texts are kept in. */
  readonly owner: string;
}

/** Texts that are not registered are told once, until so many others were. */
const remembered = 1_000;

/** The operations that clients name by ids, and which of them may send texts. */
export class PersistedOperations {
  private readonly options: PersistedOperationsOptions;
  private readonly registered: RegisteredOperations;
  private readonly told = new LRUCache<string, true>({ max: remembered });

  private constructor(options: PersistedOperationsOptions, registered: RegisteredOperations) {
    this.options = options;
    this.registered = registered;
  }

  /** @throws StartError for a manifest that is not as expected */
  static async open(options: PersistedOperationsOptions): Promise<PersistedOperations> {
    return new PersistedOperations(options, await RegisteredOperations.open(options));
  }

  /**
   * Resolves what a request asks for to a text. One that says nothing, or says it in no way that is known, stays as it is.
   * @throws OPERATION_NOT_ALLOWED, with HTTP 403, for a text that the client may not send; PERSISTED_QUERY_NOT_FOUND for an id
   *   that names nothing; BAD_USER_INPUT, with HTTP 400, for an id that is none, or that is of another text
   */
  async resolve(request: HTTPGraphQLRequest, viewer: Viewer): Promise<ResolvedRequest> {
    const client = clientOf(request, viewer);
    const mode = this.options.settings.modes[client.kind];
    const { id, text } = namedOperation(request);
    if (text !== null && mode === 'registered') throw notAllowed(mode);
    const registered = id === null ? undefined : this.registered.current.find(id, client.names);
    const maxAge = registered?.maxAge ?? this.options.settings.maxAgeSeconds;
    if (text === null) {
      if (id === null) return { request, maxAge };
      const body = registered?.body ?? (await this.automaticText(id, client));
      return { request: requestOfText(request, body), maxAge };
    }
    this.requireAllowed(text, client);
    if (id === null) return { request, maxAge };
    if (registered?.body !== text) await this.keep(id, text, client);
    return { request: requestOfText(request, text), maxAge };
  }

  /** The id under which a text is registered for everyone; undefined for one that is not. */
  idOf(text: string): string | undefined {
    return this.registered.current.findText(text, [])?.id;
  }

  /** Whether an id is registered for everyone. */
  has(id: string): boolean {
    return this.registered.current.find(id, []) !== undefined;
  }

  async close(): Promise<void> {
    await this.registered.close();
    await this.options.automatic.close();
  }

  /** Texts that were registered by frontends themselves are allowed or not like those that they send. */
  private async automaticText(id: string, client: Client): Promise<string> {
    const isAutomatic = client.kind === 'frontend' && this.options.settings.modes.frontend !== 'registered';
    const text = isAutomatic ? await this.options.automatic.get(withoutPrefix(id)) : undefined;
    if (text === undefined) throw notFound();
    this.requireAllowed(text, client);
    return text;
  }

  private async keep(id: string, text: string, { kind, owner }: Client): Promise<void> {
    const hash = withoutPrefix(id);
    if (hash !== textHash(text))
      throw badRequest(
        'provided sha does not match query; expected the SHA-256 of the text in UTF-8, in lower-case hexadecimal',
      );
    if (kind === 'frontend' && text.length <= this.options.maximumCharacters)
      await this.options.automatic.set(owner, hash, text);
  }

  private requireAllowed(text: string, { kind, names }: Client): void {
    const mode = this.options.settings.modes[kind];
    if (mode === 'free' || this.isRegistered(text, names)) return;
    if (mode !== 'log') throw notAllowed('safelist');
    const hash = textHash(text);
    if (this.told.has(`${kind} ${hash}`)) return;
    this.told.set(`${kind} ${hash}`, true);
    const called = names.length === 0 ? '' : ` ${names.map((name) => JSON.stringify(name.slice(0, 64))).join(', ')}`;
    this.options.log.info(
      `A client of the kind ${kind}${called} has sent a text that is not registered: sha256:${hash}.`,
    );
  }

  private isRegistered(text: string, names: ClientNames): boolean {
    if (text.length > this.options.maximumCharacters) return false;
    return this.registered.current.findText(text, names) !== undefined;
  }
}

/**
 * A manifest may name an API client by its ULID, which only its token says, or any client by what it calls itself: that is
 * no proof, so a ULID is not taken from there.
 */
function clientOf({ headers }: HTTPGraphQLRequest, { persona, clientId, user }: Viewer): Client {
  const name = headers.get('apollographql-client-name');
  return {
    kind: clientKind(persona),
    names: [clientId, name !== undefined && parseUlid(name) === null ? name : null].filter((one) => one !== null),
    owner: clientId ?? user.id,
  };
}

/** In the words that Apollo's clients look for; no answer like it may be kept. */
function notFound(): Error {
  const headers = new Map([['cache-control', 'private, no-cache, must-revalidate']]);
  return graphError('PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound', { http: { status: 200, headers } });
}
