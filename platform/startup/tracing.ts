import type { Config } from '../config/config.ts';
import type { Tracing } from '../observability/tracing.ts';
import type { Lifetime } from './lifetime.ts';
import type { Log } from './log.ts';

/** How long the last traces may take to be sent. */
const closeMs = 3_000;

/**
 * Opens traces where `OTEL_EXPORTER_OTLP_ENDPOINT` names a collector; else OpenTelemetry is not even loaded.
 * @param service name of this process among the others
 */
export async function openTracing(
  life: Lifetime,
  { observability: { tracesUrl: url } }: Config,
  log: Log,
  service: string,
): Promise<Tracing | null> {
  if (url === undefined) return null;
  const { otlpTracing } = await import('../observability/otlp-tracing.ts');
  const tracing = otlpTracing({ url, service, report: log.warn });
  life.onClose('The traces', () => tracing.close(), closeMs);
  return tracing;
}
