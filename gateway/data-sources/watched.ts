import type { SubgraphAnswer, SubgraphFetch } from '../../platform/graph/execute.ts';
import { isFault } from '../../platform/errors/graph-error.ts';
import type { Metrics } from '../../platform/observability/metrics.ts';
import { addStatements } from '../../platform/observability/statement-spans.ts';
import type { Span } from '../../platform/observability/tracing.ts';
import type { GatewayContext } from '../context.ts';
import { since } from '../period.ts';
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
    const { record } = context;
    const subgraph = this.name;
    const attributes = { 'leadmetrics.subgraph': subgraph };
    const place = this.source.answers === undefined ? 'here' : 'called';
    const span = record.executionSpan?.start('gateway.fetch', startedAt, attributes, place);
    const asked = span === undefined ? context : { ...context, trace: span.context };
    const answer = await this.source.fetch(request, asked, path);
    const period = since(startedAt);
    const { statements, errors: [error] = [] } = answer;
    if (span !== undefined) endFetch(span, answer);
    record.fetches.push({ ...period, service: subgraph, path, statements });
    this.metrics.fetchDuration.observe({ subgraph }, period.milliseconds / 1_000);
    this.metrics.statements.inc({ subgraph }, statements.count);
    if (error !== undefined)
      this.metrics.fetchErrors.inc({ subgraph, code: this.metrics.codeLabel(error.extensions?.['code']) });
    return answer;
  }
}

function endFetch(span: Span, { statements: { count, log }, errors: [error] = [] }: SubgraphAnswer): void {
  addStatements(span, log);
  const code = error?.extensions?.['code'];
  span.end({
    attributes: { 'leadmetrics.statements': count, 'leadmetrics.code': typeof code === 'string' ? code : undefined },
    hasFailed: isFault(code),
  });
}

/** The same sources, each fetch of which is recorded and counted. */
export function watchedSources(
  sources: ReadonlyMap<string, SubgraphSource>,
  metrics: Metrics,
): ReadonlyMap<string, SubgraphSource> {
  return new Map([...sources].map(([name, source]) => [name, new WatchedSource(source, metrics)]));
}
