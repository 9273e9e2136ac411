import { LRUCache } from 'lru-cache';
import { requireWithin, type DocumentFacts, type DocumentLimits } from './document-limits.ts';

/** Texts that were let in are remembered up to so many characters together. */
const rememberedCharacters = 5_000_000;

/** The gate that documents pass, each text once. */
export class DocumentGate {
  private readonly limits: DocumentLimits;
  private readonly known = new LRUCache<string, DocumentFacts>({
    maxSize: rememberedCharacters,
    sizeCalculation: (_facts, text) => text.length + 1,
  });

  constructor(limits: DocumentLimits) {
    this.limits = limits;
  }

  /** @throws QUERY_TOO_COSTLY, with HTTP 400, for a text that passes a limit */
  require(text: string): DocumentFacts {
    let facts = this.known.get(text);
    if (facts === undefined) {
      facts = requireWithin(text, this.limits);
      this.known.set(text, facts);
    }
    return facts;
  }
}
