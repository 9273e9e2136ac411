import { Kind, parse } from 'graphql';
import { z } from 'zod';
import { textHash } from '../text-hash.ts';

/** An operation that may be asked for by its id. */
export interface RegisteredOperation {
  readonly id: string;
  /** Text of the document. */
  readonly body: string;
  /** The one client that the id is for: an API client's ULID, or a client's name for itself; null for all. */
  readonly clientName: string | null;
  /** How long a client may keep the answer to a GET, in seconds; null where the manifest does not say it. */
  readonly maxAge: number | null;
}

/** A manifest that cannot be taken: a line for each thing that is wrong with it. */
export class ManifestError extends Error {
  override readonly name = 'ManifestError';
  readonly complaints: readonly string[];

  constructor(complaints: readonly string[]) {
    super(complaints.join('\n'));
    this.complaints = complaints;
  }
}

/** As Apollo's tools write it, and Apollo Router reads it. */
const format = 'apollo-persisted-query-manifest';

const text = z.string().min(1);

const apolloManifest = z.object({
  format: z.literal(format),
  version: z.literal(1),
  operations: z.array(
    z.object({
      id: text,
      name: text.optional(),
      type: z.enum(['query', 'mutation', 'subscription']).optional(),
      body: text,
      clientName: text.nullish(),
      // Not Apollo's: readers that do not know it leave it out.
      maxAge: z.int().min(0).nullish(),
    }),
  ),
});

/** As GraphQL Code Generator writes it (`persisted-documents.json`). */
const flatManifest = z.record(text, text);

const expectedFormat = `expected { "format": "${format}", "version": 1, "operations": [{ "id", "name", "type", "body" }] } or a map of ids to texts`;

/**
 * Reads a manifest of operations.
 * @throws ManifestError naming each place that is not as expected
 */
export function readManifest(json: string): RegisteredOperation[] {
  const value = parseJson(json);
  const isApollos = typeof value === 'object' && value !== null && 'format' in value;
  const operations = isApollos
    ? checked(apolloManifest, value).operations.map(({ id, body, clientName = null, maxAge = null }) => ({
        id,
        body,
        clientName,
        maxAge,
      }))
    : Object.entries(checked(flatManifest, value)).map(([id, body]) => ({ id, body, clientName: null, maxAge: null }));
  const complaints = operations.flatMap((operation) => complaintsOf(operation));
  if (complaints.length > 0) throw new ManifestError(complaints);
  return operations;
}

/** An operation as a manifest is made of it. */
export interface ManifestEntry {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly body: string;
  readonly clientName?: string;
  readonly maxAge?: number;
}

/** A manifest in Apollo's format, with its line break at the end. */
export function writeManifest(operations: readonly ManifestEntry[]): string {
  return `${JSON.stringify({ format, version: 1, operations }, null, 2)}\n`;
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new ManifestError([`it is no JSON (${reasonOf(error)}); ${expectedFormat}`]);
  }
}

function checked<Value>(schema: z.ZodType<Value>, value: unknown): Value {
  const reading = schema.safeParse(value);
  if (reading.success) return reading.data;
  const [{ path, message } = { path: [], message: '' }] = reading.error.issues; // the first one; there is one
  throw new ManifestError([`${z.core.toDotPath(path) || 'the file'}: ${message}; ${expectedFormat}`]);
}

function complaintsOf({ id, body }: RegisteredOperation): string[] {
  const problem = problemOf(body);
  if (problem !== null) return [`operation ${JSON.stringify(id)}: ${problem}; expected a GraphQL document`];
  const [, hash] = /^sha256:(.*)$/s.exec(id) ?? [];
  if (hash === undefined || hash === textHash(body)) return [];
  return [
    `operation ${JSON.stringify(id)}: the id is not the SHA-256 of the body, expected "sha256:${textHash(body)}"`,
  ];
}

function problemOf(body: string): string | null {
  try {
    const { definitions } = parse(body, { noLocation: true });
    return definitions.some(({ kind }) => kind === Kind.OPERATION_DEFINITION) ? null : 'its body has no operation';
  } catch (error) {
    return `its body cannot be parsed (${reasonOf(error)})`;
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
