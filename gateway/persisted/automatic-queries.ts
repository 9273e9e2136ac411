import { LRUCache } from 'lru-cache';

/** Texts that clients register by themselves, by their hash (automatic persisted queries): in this process, or in a shared store. */
export interface AutomaticQueries {
  /** @param hash SHA-256 of the text, in lower-case hexadecimal */
  get(hash: string): Promise<string | undefined>;
  /** Keeps a text. @param owner whose share it is kept in; a text that is there already stays its first owner's */
  set(owner: string, hash: string, text: string): Promise<void>;
  close(): Promise<void>;
}

/** How much may be kept, in bytes. */
export interface AutomaticQueriesLimits {
  readonly bytes: number;
  /** Of one owner. */
  readonly bytesPerClient: number;
}

interface Kept {
  readonly owner: string;
  readonly text: string;
  readonly bytes: number;
}

/** Bytes that an entry takes beside its text: hash, keys and lists. */
export const overheadBytes = 500;

/**
 * Texts in the memory of this process. An owner whose share is full loses its own text that was asked for longest ago; where all
 * are too much together, the one that was asked for longest ago goes, whoever's it is.
 */
export class MemoryAutomaticQueries implements AutomaticQueries {
  private readonly limits: AutomaticQueriesLimits;
  private readonly kept: LRUCache<string, Kept>;
  /** The hashes of each owner with their bytes, those first that were asked for longest ago. */
  private readonly owners = new Map<string, Map<string, number>>();

  constructor(limits: AutomaticQueriesLimits) {
    this.limits = limits;
    this.kept = new LRUCache({
      maxSize: Math.max(1, limits.bytes),
      sizeCalculation: ({ bytes }) => bytes,
      dispose: ({ owner }, hash) => this.forget(owner, hash),
    });
  }

  async get(hash: string): Promise<string | undefined> {
    const kept = this.kept.get(hash);
    if (kept === undefined) return undefined;
    this.note(kept, hash);
    return kept.text;
  }

  async set(owner: string, hash: string, text: string): Promise<void> {
    if ((await this.get(hash)) !== undefined) return;
    const { bytes: maximum, bytesPerClient } = this.limits;
    // A character takes two bytes at most.
    const kept = { owner, text, bytes: overheadBytes + 2 * text.length };
    if (kept.bytes > Math.min(maximum, bytesPerClient)) return;
    this.makeRoom(owner, bytesPerClient - kept.bytes);
    this.kept.set(hash, kept);
    this.note(kept, hash);
  }

  async close(): Promise<void> {
    this.kept.clear();
  }

  /** Drops texts of an owner until so many bytes are left at most. */
  private makeRoom(owner: string, maximum: number): void {
    const own = this.owners.get(owner) ?? new Map<string, number>();
    let bytes = [...own.values()].reduce((sum, size) => sum + size, 0);
    for (const [hash, size] of own) {
      if (bytes <= maximum) return;
      bytes -= size;
      this.kept.delete(hash);
    }
  }

  /** Puts a text last of its owner's. */
  private note({ owner, bytes }: Kept, hash: string): void {
    const own = this.owners.get(owner) ?? new Map<string, number>();
    own.delete(hash);
    own.set(hash, bytes);
    this.owners.set(owner, own);
  }

  private forget(owner: string, hash: string): void {
    const own = this.owners.get(owner);
    own?.delete(hash);
    if (own?.size === 0) this.owners.delete(owner);
  }
}
