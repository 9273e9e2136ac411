import type { PageSource } from '../batching/page-loader.ts';
import type { References } from '../batching/references.ts';
import type { ColumnCipher } from '../crypto/column-cipher.ts';
import type { Viewer } from '../identity/viewer.ts';

/** What a resolver may use: made anew for every subgraph fetch. */
export interface GraphContext<Loaders = unknown> {
  readonly viewer: Viewer;
  readonly loaders: Loaders;
  /** From foreign keys to references and from clients' ids to rows. */
  readonly references: References;
  /** Reads the columns that hold ciphertext. */
  readonly cipher: ColumnCipher;
  /** What loaders and aggregates read through. */
  readonly source: PageSource;
  /** The time of the request: one for the whole answer. */
  readonly now: Date;
  /** Makes a signed, expiring link to a file that the gateway serves. */
  readonly signLink: (path: string, expiresAt: Date) => string;
}
