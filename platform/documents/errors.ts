import type { DocumentStoreName } from './store.ts';

/**
 * The document store could not be reached, or did not answer in time. What was asked for may exist, and what was to be
 * written may have been. The message names the kind of store and no host; `cause` has the driver's words, for logs only.
 */
export class DocumentStoreUnavailableError extends Error {
  override readonly name = 'DocumentStoreUnavailableError';
  readonly store: DocumentStoreName;

  constructor(store: DocumentStoreName, cause: unknown) {
    super(`the document store (${store}) is unavailable`, { cause });
    this.store = store;
  }
}

/** A document or file that the two stores would not both give back as it was. The message names the place and the rule, never the value. */
export class UnstorableDocumentError extends Error {
  override readonly name = 'UnstorableDocumentError';
}
