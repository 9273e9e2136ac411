import {
  createTraceState,
  diag,
  DiagLogLevel,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Context,
  type Span as OpenSpan,
  type SpanContext,
  type Tracer,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { cleanText } from './clean-text.ts';
import type { TraceContext } from './trace-context.ts';
import type { Span, SpanAttributes, SpanEnd, SpanPlace, Tracing } from './tracing.ts';

/** Where traces go, and of whom they tell. */
export interface OtlpOptions {
  /** Base of the collector's URLs: `http://127.0.0.1:4318`. */
  readonly url: string;
  /** Name of the service, unless `OTEL_SERVICE_NAME` gives another. */
  readonly service: string;
  /** Told, once a minute at most, that the collector does not take traces. */
  readonly report: (words: string) => void;
}

/** How often it is told that traces are lost, in milliseconds. */
const reportAgainMs = 60_000;

/**
 * Traces that are sent to an OpenTelemetry collector (OTLP over HTTP, in JSON), in batches and beside the requests. Nothing is
 * registered globally. The SDK's own variables say what is sampled, how much waits, and with which headers it is sent.
 * @returns with what sends the rest and ends it
 */
export function otlpTracing({ url, service, report }: OtlpOptions): Tracing & { close(): Promise<void> } {
  let reportedAt = -Infinity;
  const tell = (words: string): void => {
    if (performance.now() - reportedAt < reportAgainMs) return;
    reportedAt = performance.now();
    report(`Traces cannot be sent: ${cleanText(withoutStack(words), 500)}`);
  };
  const silent = (): void => undefined;
  const logger = { error: tell, warn: tell, info: silent, debug: silent, verbose: silent };
  diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
  const exporter = new OTLPTraceExporter({ url: `${url.replace(/\/$/, '')}/v1/traces` });
  const resource = defaultResource()
    .merge(resourceFromAttributes({ 'service.name': service }))
    .merge(detectResources({ detectors: [envDetector] }));
  const provider = new BasicTracerProvider({ resource, spanProcessors: [new BatchSpanProcessor(exporter)] });
  const tracer = provider.getTracer('leadmetrics-graph');
  return {
    begin(name, parent, startedAt, attributes = {}) {
      const context = parent === null ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, spanContextOf(parent));
      const part = { tracer, epoch: Date.now() - performance.now() };
      return new OtlpSpan(part, context, name, startedAt, { attributes, kind: SpanKind.SERVER });
    },
    close: () => provider.shutdown().catch((error: unknown) => tell(String(error))),
  };
}

/** Name and message of an error that the SDK tells as JSON, its stack included; other words as they are. */
function withoutStack(words: string): string {
  try {
    const { name, message } = JSON.parse(words) as Readonly<Record<string, unknown>>; // the SDK wrote it, of an error's properties
    return `${String(name)}: ${String(message)}`;
  } catch {
    return words;
  }
}

/** The part of a trace that this process has. */
interface OtlpPart {
  readonly tracer: Tracer;
  /**
   * Zero of `performance.now()`, in milliseconds since 1970, as the clock says when the part begins. Spans of one part share it: the
   * SDK would read the clock, which tells whole milliseconds and may be set meanwhile, for each of them.
   */
  readonly epoch: number;
}

interface OtlpSpanOptions {
  readonly attributes: SpanAttributes;
  readonly kind: SpanKind;
}

class OtlpSpan implements Span {
  readonly context: TraceContext;
  private readonly part: OtlpPart;
  private readonly span: OpenSpan;
  private readonly inside: Context;

  constructor(part: OtlpPart, outside: Context, name: string, startedAt: number, options: OtlpSpanOptions) {
    this.part = part;
    this.span = part.tracer.startSpan(name, { startTime: part.epoch + startedAt, ...options }, outside);
    this.inside = trace.setSpan(outside, this.span);
    this.context = traceContextOf(this.span.spanContext());
  }

  start(name: string, startedAt: number, attributes: SpanAttributes = {}, place: SpanPlace = 'here'): Span {
    const kind = place === 'here' ? SpanKind.INTERNAL : SpanKind.CLIENT;
    return new OtlpSpan(this.part, this.inside, name, startedAt, { attributes, kind });
  }

  end({ at = performance.now(), attributes = {}, hasFailed = false }: SpanEnd = {}): void {
    this.span.setAttributes(attributes);
    if (hasFailed) this.span.setStatus({ code: SpanStatusCode.ERROR });
    this.span.end(this.part.epoch + at);
  }
}

function spanContextOf({ traceparent, tracestate }: TraceContext): SpanContext {
  const [, traceId = '', spanId = '', flags = ''] = traceparent.split('-');
  return {
    traceId,
    spanId,
    traceFlags: Number.parseInt(flags, 16),
    isRemote: true,
    ...(tracestate !== undefined && { traceState: createTraceState(tracestate) }),
  };
}

function traceContextOf({ traceId, spanId, traceFlags, traceState }: SpanContext): TraceContext {
  const tracestate = traceState?.serialize();
  return {
    traceparent: `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`,
    ...(tracestate !== undefined && { tracestate }),
  };
}
