import type { SubgraphSource } from '../../gateway/data-sources/source.ts';
import { readAnswer } from '../../gateway/data-sources/wire-answer.ts';
import type { SubgraphAnswer, SubgraphFetch } from '../../platform/graph/execute.ts';

const answerLimitBytes = 10_000_000;
const timeoutMs = 10_000;

/** A subgraph of somebody else over HTTP: it knows nothing of our viewers, so no call is signed. */
export class PlainSource implements SubgraphSource {
  readonly name: string;
  private readonly url: string;

  constructor(name: string, url: string) {
    this.name = name;
    this.url = url;
  }

  async fetch(request: SubgraphFetch): Promise<SubgraphAnswer> {
    try {
      const response = await fetch(this.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        body: JSON.stringify(request),
        signal: AbortSignal.timeout(timeoutMs),
      });
      return await readAnswer(response, answerLimitBytes);
    } catch (error) {
      const message = `${this.name}: ${error instanceof Error ? error.message : String(error)}`;
      return { data: null, errors: [{ message }], statements: { count: 0, log: [] } };
    }
  }
}
