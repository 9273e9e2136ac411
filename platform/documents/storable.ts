import { UnstorableDocumentError } from './errors.ts';
import type { DocumentBodies, DocumentCollection, StorableLimits, StoredFile } from './store.ts';

/**
 * The defaults keep well under MongoDB's 16 MiB and 100 levels a document: BSON spells the position and type of every
 * list element, so a list of small numbers grows sevenfold.
 */
const defaultLimits: StorableLimits = { documentBytes: 2 * 1024 ** 2, fileBytes: 10 * 1024 ** 2, depth: 64 };

const mediaTypeShape = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(?:; ?[\w-]+=[\w.-]+)*$/;
const mediaTypeCharacters = 100;

/** Read as something else than a key: by JavaScript, and by MongoDB's serialiser. */
const reservedKeys: ReadonlySet<string> = new Set(['__proto__', '_bsontype']);

/** The one gate in front of both stores. */
export interface StorableGate {
  /** @returns the body's JSON. @throws UnstorableDocumentError with the place and the rule that was broken */
  document(body: DocumentBodies[DocumentCollection]): string;
  /** @throws UnstorableDocumentError when the file is too large or its media type is none */
  file(file: StoredFile): void;
}

/**
 * Refuses what the two stores would not keep alike: keys that begin with `$` or contain `.` (MongoDB reads them as
 * operators and paths; they are refused rather than escaped, because an escaped key can no longer be queried or read by
 * anything else on the same database), NUL and lone surrogates (PostgreSQL refuses them, MongoDB alters them), and
 * whatever JSON cannot say.
 */
export function createStorableGate(limits: Partial<StorableLimits> = {}): StorableGate {
  const { documentBytes, fileBytes, depth } = { ...defaultLimits, ...limits };
  return {
    document(body) {
      checkValue(body, 'document', depth);
      const json = JSON.stringify(body);
      const bytes = Buffer.byteLength(json);
      if (bytes > documentBytes) refuse('document', `at most ${documentBytes} bytes of JSON, got ${bytes}`);
      return json;
    },
    file({ bytes, contentType }) {
      if (bytes.length > fileBytes) refuse('file', `at most ${fileBytes} bytes, got ${bytes.length}`);
      if (contentType.length > mediaTypeCharacters || !mediaTypeShape.test(contentType)) {
        refuse('file', `a media type of at most ${mediaTypeCharacters} characters, such as "application/pdf"`);
      }
    },
  };
}

function checkValue(value: unknown, place: string, levelsLeft: number): void {
  if (value === null || typeof value === 'boolean') return;
  if (typeof value === 'string') return checkText(value, place);
  if (typeof value === 'number' && Number.isFinite(value)) return;
  if (typeof value !== 'object' || !(Array.isArray(value) || isPlain(value))) {
    return refuse(place, 'a value of JSON: text, a finite number, true, false, null, a list or a plain object');
  }
  if (levelsLeft === 0) return refuse(place, 'fewer levels of objects and lists inside each other');
  if (Array.isArray(value)) {
    // Array.from also shows the holes of a sparse list, which have no counterpart in JSON.
    return Array.from(value).forEach((item, index) => checkValue(item, `${place}[${index}]`, levelsLeft - 1));
  }
  for (const [key, item] of Object.entries(value)) {
    checkKey(key, place);
    checkValue(item, `${place}.${key}`, levelsLeft - 1);
  }
}

/** A key is shown in a place only after it has passed. */
function checkKey(key: string, place: string): void {
  if (key.startsWith('$') || key.includes('.')) refuse(place, 'keys that neither begin with "$" nor contain "."');
  if (reservedKeys.has(key)) refuse(place, `keys other than ${[...reservedKeys].join(' and ')}`);
  checkText(key, place);
}

function checkText(text: string, place: string): void {
  if (/[\0\p{Surrogate}]/u.test(text)) refuse(place, 'text without NUL and lone surrogates');
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function refuse(place: string, expected: string): never {
  throw new UnstorableDocumentError(`expected at ${place}: ${expected}`);
}
