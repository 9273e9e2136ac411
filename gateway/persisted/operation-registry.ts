import { canonicalText } from './canonical-text.ts';
import { textHash } from '../text-hash.ts';
import type { RegisteredOperation } from './manifest.ts';

/** Who asks, as far as operations are registered for one client: the names that a manifest may call it by. */
export type ClientNames = readonly string[];

/** A file of operations. */
export interface ManifestFile {
  readonly name: string;
  readonly operations: readonly RegisteredOperation[];
}

/** What is registered for one client, or for all. */
class ClientOperations {
  /** By id, and by `sha256:` with the hash of the text. */
  readonly byId = new Map<string, RegisteredOperation>();
  /** By text, as registered and canonical. */
  readonly byText = new Map<string, RegisteredOperation>();
}

const prefix = 'sha256:';

/** All operations that are registered at one moment: what is found by an id or by a text, and for whom. */
export class OperationRegistry {
  /** Names of what could not be told apart: two texts under one id. */
  readonly conflicts: readonly string[];
  readonly operations: readonly RegisteredOperation[];
  private readonly everyone = new ClientOperations();
  private readonly clients = new Map<string, ClientOperations>();

  constructor(files: readonly ManifestFile[]) {
    const conflicts: string[] = [];
    const origins = new Map<RegisteredOperation, string>();
    for (const { name: file, operations } of files) {
      for (const operation of operations) {
        const known = this.add(operation);
        if (known === undefined) origins.set(operation, file);
        else if (known.body !== operation.body)
          conflicts.push(
            `${file} has another text under the id ${JSON.stringify(operation.id)} than ${origins.get(known) ?? file}${operation.clientName === null ? '' : `, for the client ${JSON.stringify(operation.clientName)}`}`,
          );
      }
    }
    this.conflicts = conflicts;
    this.operations = [...origins.keys()];
  }

  /** The operation that an id names: one that is registered for the client, else one for all. */
  find(id: string, clients: ClientNames): RegisteredOperation | undefined {
    return this.first(clients, ({ byId }) => byId.get(id) ?? byId.get(`${prefix}${id}`));
  }

  /** The operation that has a text, however it is printed. */
  findText(text: string, clients: ClientNames): RegisteredOperation | undefined {
    const asRegistered = this.first(clients, ({ byText }) => byText.get(text));
    if (asRegistered !== undefined || this.operations.length === 0) return asRegistered;
    const canonical = canonicalText(text);
    return canonical === null ? undefined : this.first(clients, ({ byText }) => byText.get(canonical));
  }

  private first(
    clients: ClientNames,
    find: (operations: ClientOperations) => RegisteredOperation | undefined,
  ): RegisteredOperation | undefined {
    for (const client of clients) {
      const operations = this.clients.get(client);
      const found = operations === undefined ? undefined : find(operations);
      if (found !== undefined) return found;
    }
    return find(this.everyone);
  }

  /** @returns what stands under the id already */
  private add(operation: RegisteredOperation): RegisteredOperation | undefined {
    const { byId, byText } = this.operationsOf(operation.clientName);
    const { id, body } = operation;
    const known = byId.get(id);
    if (known !== undefined) return known;
    byId.set(id, operation);
    const hash = `${prefix}${textHash(body)}`;
    if (!byId.has(hash)) byId.set(hash, operation);
    for (const text of [body, canonicalText(body) ?? body]) if (!byText.has(text)) byText.set(text, operation);
    return undefined;
  }

  private operationsOf(clientName: string | null): ClientOperations {
    if (clientName === null) return this.everyone;
    const known = this.clients.get(clientName) ?? new ClientOperations();
    this.clients.set(clientName, known);
    return known;
  }
}

/** An id as Apollo's clients write it: the hash alone. */
export function withoutPrefix(id: string): string {
  return id.startsWith(prefix) ? id.slice(prefix.length) : id;
}
