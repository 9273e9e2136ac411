import type DataLoader from 'dataloader';
import type { Reader } from '../database/read-scope.ts';
import type { DocumentCollection, DocumentReader, FileCollection, StoredDocument } from '../documents/store.ts';
import { groupBy } from './group-by.ts';
import { inRounds } from './in-rounds.ts';

/** Where a document lies: its owner's row and its id in the store. */
export interface DocumentPlace {
  readonly tenantId: string;
  /** ObjectId; null where the row has no document. */
  readonly documentId: string | null;
}

const cacheKeyFn = ({ tenantId, documentId }: DocumentPlace): string => `${tenantId} ${documentId ?? ''}`;

/** Documents of one collection: the loads of one round are one statement a tenant. */
export class DocumentLoader<Collection extends DocumentCollection> {
  private readonly loader: DataLoader<DocumentPlace, StoredDocument<Collection> | null, string>;

  constructor(db: Reader, documents: DocumentReader, collection: Collection) {
    this.loader = inRounds(
      db,
      async (places) => {
        const found = await eachTenant(places, (tenantId, ids) => documents.getMany(collection, tenantId, ids));
        return places.map(({ tenantId, documentId }) => found.get(tenantId)?.get(documentId ?? '') ?? null);
      },
      cacheKeyFn,
    );
  }

  /** The document; null when the row has none or it is gone. @throws DocumentStoreUnavailableError */
  async load(place: DocumentPlace): Promise<StoredDocument<Collection> | null> {
    return place.documentId === null ? null : this.loader.load(place);
  }
}

/** Whether files of one collection exist: the loads of one round are one statement a tenant. */
export class FilePresenceLoader {
  private readonly loader: DataLoader<DocumentPlace, boolean, string>;

  constructor(db: Reader, documents: DocumentReader, collection: FileCollection) {
    this.loader = inRounds(
      db,
      async (places) => {
        const found = await eachTenant(places, (tenantId, ids) => documents.findFiles(collection, tenantId, ids));
        return places.map(({ tenantId, documentId }) => found.get(tenantId)?.has(documentId ?? '') ?? false);
      },
      cacheKeyFn,
    );
  }

  /** True when the file is there. @throws DocumentStoreUnavailableError */
  async load(place: DocumentPlace): Promise<boolean> {
    return place.documentId !== null && this.loader.load(place);
  }
}

async function eachTenant<Found>(
  places: readonly DocumentPlace[],
  read: (tenantId: string, ids: readonly string[]) => Promise<Found>,
): Promise<Map<string, Found>> {
  const byTenant = groupBy(places, ({ tenantId }) => tenantId);
  const found = await Promise.all(
    [...byTenant].map(async ([tenantId, owned]) => {
      const ids = owned.map(({ documentId }) => documentId).filter((id) => id !== null);
      return [tenantId, await read(tenantId, ids)] as const;
    }),
  );
  return new Map(found);
}
