import type { PageSource } from '../batching/page-loader.ts';
import type { References } from '../batching/references.ts';
import type { Command, Outcome } from '../commands/command.ts';
import type { Result } from '../commands/result.ts';
import type { ColumnCipher } from '../crypto/column-cipher.ts';
import type { Viewer } from '../identity/viewer.ts';

/** What a resolver may use: made anew for every subgraph fetch. */
export interface GraphContext<Loaders = unknown> {
  readonly viewer: Viewer;
  /** Loaders, references and source are those of the moment that is read now: `renew` replaces them. */
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
  /** Carries out a command for the viewer, in a transaction of its own. */
  readonly perform: <Input extends object, Done extends Outcome>(
    command: Command<Input, Done>,
    input: Input,
  ) => Promise<Result<Done>>;
  /** Gives the connection of what was read back, and reads what follows at a later moment, with nothing remembered. */
  readonly renew: () => Promise<void>;
}
