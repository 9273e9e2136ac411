import type { SubgraphAnswer, SubgraphFetch } from '../../platform/graph/execute.ts';
import type { Metrics } from '../../platform/observability/metrics.ts';
import type { GatewayContext } from '../context.ts';
import { since } from '../request-record.ts';
import type { SubgraphSource } from './source.ts';

/** A source whose fetches are recorded and counted, wherever it is executed. */
class WatchedSource implements SubgraphSource {
  readonly name: string;
  private readonly source: SubgraphSource;
  private readonly metrics: Metrics;

  constructor(source: SubgraphSource, metrics: Metrics) {
    this.name = source.name;
    this.source = source;
    this.metrics = metrics;
  }

  async fetch(request: SubgraphFetch, context: GatewayContext, path: readonly string[]): Promise<SubgraphAnswer> {
    const startedAt = performance.now();
    const answer = await this.source.fetch(request, context, path);
    const period = since(startedAt);
    const { statements, errors: [error] = [] } = answer;
    context.record.fetches.push({ ...period, service: this.name, path, statements });
    const subgraph = this.name;
    this.metrics.fetchDuration.observe({ subgraph }, period.milliseconds / 1_000);
    this.metrics.statements.inc({ subgraph }, statements.count);
    if (error !== undefined)
      this.metrics.fetchErrors.inc({ subgraph, code: this.metrics.codeLabel(error.extensions?.['code']) });
    return answer;
  }
}

/** The same sources, each fetch of which is recorded and counted. */
export function watchedSources(
  sources: ReadonlyMap<string, SubgraphSource>,
  metrics: Metrics,
): ReadonlyMap<string, SubgraphSource> {
  return new Map([...sources].map(([name, source]) => [name, new WatchedSource(source, metrics)]));
}
