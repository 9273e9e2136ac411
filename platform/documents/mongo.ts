import { MongoClient, ObjectId, type Collection, type Filter } from 'mongodb';
import { withinListeningTime } from '../database/listening-time.ts';
import { DocumentStoreUnavailableError } from './errors.ts';
import { isObjectId, mintObjectId, tenantUuid } from './identifiers.ts';
import { isMongoRefusal } from './mongo-refusal.ts';
import { createStorableGate } from './storable.ts';
import {
  collections,
  type DocumentCollection,
  type DocumentStore,
  type DocumentStoreOptions,
  type FileCollection,
  type StoredDocument,
} from './store.ts';

/** All times in milliseconds. A setting here stands before the same one in the URL. */
export interface MongoDocumentStoreOptions extends DocumentStoreOptions {
  readonly url: string;
  /** The URL's by default, and the driver's `test` where that names none. */
  readonly databaseName?: string;
  /** How long a call waits for a server that can take it; 2,000 by default. */
  readonly serverSelectionTimeoutMs?: number;
  /** How long opening a connection, and waiting for a free one, may take; 2,000 by default. */
  readonly connectTimeoutMs?: number;
  /** Most connections at once to one server; 20 by default. */
  readonly maximumConnections?: number;
}

/** A document as MongoDB holds it. `body` is kept apart, so that no key of it can pass for one of the store's own. */
interface DocumentRecord {
  readonly _id: ObjectId;
  readonly tenantId: string;
  readonly body: unknown;
  readonly createdOn: Date;
  readonly updatedOn: Date | null;
}

/**
 * A file is one document, not GridFS chunks: contract PDFs are far under 16 MiB, and one document is read and written
 * at once, with the tenant in the same query.
 */
interface FileRecord {
  readonly _id: ObjectId;
  readonly tenantId: string;
  readonly bytes: Buffer;
  readonly contentType: string;
  readonly createdOn: Date;
}

/**
 * Documents in MongoDB 5 or later, by the official driver. Connects at the first call.
 * @throws Error when the URL is not a MongoDB connection string; the URL, which may hold a password, is not in it
 */
export function createMongoDocumentStore(options: MongoDocumentStoreOptions): DocumentStore {
  const { timeoutMs = 5_000, serverSelectionTimeoutMs = 2_000, clock = () => new Date() } = options;
  const gate = createStorableGate(options.limits);
  const client = createClient(options);
  const database = client.db(options.databaseName);
  const documents = (collection: DocumentCollection): Collection<DocumentRecord> => database.collection(collection);
  const files = (collection: FileCollection): Collection<FileRecord> =>
    database.collection<FileRecord>(collection, { promoteBuffers: true });

  /** Bounds a call as a whole: the driver alone would wait anew at each retry. */
  async function reach<Value>(work: Promise<Value>): Promise<Value> {
    const milliseconds = serverSelectionTimeoutMs + timeoutMs;
    try {
      const expired = (): Error => unavailable(new Error(`no answer within ${milliseconds} ms`));
      return await withinListeningTime(milliseconds, work, expired);
    } catch (error) {
      throw error instanceof DocumentStoreUnavailableError || isMongoRefusal(error) ? error : unavailable(error);
    }
  }

  const store: DocumentStore = {
    name: 'MongoDB',
    readThrough: () => store,

    async getMany<Name extends DocumentCollection>(collection: Name, tenantId: string, ids: readonly string[]) {
      const tenant = tenantUuid(tenantId);
      const found = new Map<string, StoredDocument<Name>>();
      const known = ids.filter(isObjectId).map((id) => new ObjectId(id));
      if (known.length === 0) return found;
      const records = await reach(
        documents(collection)
          .find({ ...owned(tenant), _id: { $in: known } })
          .toArray(),
      );
      for (const { _id, body, updatedOn } of records) {
        const updatedAt = updatedOn?.toISOString() ?? null;
        // A collection's bodies were all written by `put` and `replace`, which take the collection's own type only.
        found.set(_id.toHexString(), { ...(body as object), updatedAt } as StoredDocument<Name>);
      }
      return found;
    },

    async put(collection, tenantId, body) {
      const tenant = tenantUuid(tenantId);
      const [now, stored] = [clock(), parsed(gate.document(body))];
      const id = mintObjectId(now);
      const record = { _id: new ObjectId(id), tenantId: tenant, body: stored, createdOn: now, updatedOn: null };
      await reach(documents(collection).insertOne(record));
      return id;
    },

    async replace(collection, tenantId, id, body) {
      const tenant = tenantUuid(tenantId);
      const stored = parsed(gate.document(body));
      if (!isObjectId(id)) return false;
      const change = { $set: { body: stored, updatedOn: clock() } };
      const { matchedCount } = await reach(documents(collection).updateOne(one(tenant, id), change));
      return matchedCount === 1;
    },

    async remove(collection, tenantId, id) {
      const tenant = tenantUuid(tenantId);
      if (!isObjectId(id)) return false;
      const records = database.collection<Owned>(collection);
      const { deletedCount } = await reach(records.deleteOne(one(tenant, id)));
      return deletedCount === 1;
    },

    async removeAll(tenantId) {
      const tenant = tenantUuid(tenantId);
      await Promise.all(
        collections.map((collection) => reach(database.collection<Owned>(collection).deleteMany(owned(tenant)))),
      );
    },

    async getFile(collection, tenantId, id) {
      const tenant = tenantUuid(tenantId);
      if (!isObjectId(id)) return null;
      const record = await reach(files(collection).findOne(one(tenant, id)));
      return record === null ? null : { bytes: record.bytes, contentType: record.contentType };
    },

    async findFiles(collection, tenantId, ids) {
      const tenant = tenantUuid(tenantId);
      const known = ids.filter(isObjectId).map((id) => new ObjectId(id));
      if (known.length === 0) return new Set();
      const records = await reach(
        files(collection)
          .find({ ...owned(tenant), _id: { $in: known } }, { projection: { _id: 1 } })
          .toArray(),
      );
      return new Set(records.map(({ _id }) => _id.toHexString()));
    },

    async putFile(collection, tenantId, file) {
      const tenant = tenantUuid(tenantId);
      gate.file(file);
      const { bytes, contentType } = file;
      const now = clock();
      const id = mintObjectId(now);
      const record = { _id: new ObjectId(id), tenantId: tenant, bytes, contentType, createdOn: now };
      await reach(files(collection).insertOne(record));
      return id;
    },

    async ping() {
      await reach(database.command({ ping: 1 }));
    },

    async close() {
      await client.close();
    },
  };
  return store;
}

interface Owned {
  readonly _id: ObjectId;
  readonly tenantId: string;
}

/** `$eq` compares with whatever stands there, so that no value can be read as an operator. */
function owned(tenantId: string): Filter<Owned> {
  return { tenantId: { $eq: tenantId } };
}

function one(tenantId: string, id: string): Filter<Owned> {
  return { ...owned(tenantId), _id: { $eq: new ObjectId(id) } };
}

/** The same value as the other store keeps: -0 is 0 in JSON. */
function parsed(json: string): unknown {
  return JSON.parse(json);
}

function unavailable(cause: unknown): DocumentStoreUnavailableError {
  return new DocumentStoreUnavailableError('MongoDB', cause);
}

function createClient(options: MongoDocumentStoreOptions): MongoClient {
  const {
    serverSelectionTimeoutMs = 2_000,
    connectTimeoutMs = 2_000,
    timeoutMs = 5_000,
    maximumConnections = 20,
  } = options;
  try {
    return new MongoClient(options.url, {
      appName: 'leadmetrics-graph',
      serverSelectionTimeoutMS: serverSelectionTimeoutMs,
      connectTimeoutMS: connectTimeoutMs,
      waitQueueTimeoutMS: connectTimeoutMs,
      socketTimeoutMS: timeoutMs,
      maxPoolSize: maximumConnections,
    });
  } catch {
    throw new Error('expected the MongoDB URL to be a connection string such as mongodb://host:27017/leadmetrics');
  }
}
