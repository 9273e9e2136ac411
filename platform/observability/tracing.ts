import type { TraceContext } from './trace-context.ts';

/** What a span tells, under the names of OpenTelemetry's semantic conventions where there is one: cleaned, and without values. */
export type SpanAttributes = Readonly<Record<string, string | number | undefined>>;

/** How a span ends. */
export interface SpanEnd {
  /** By `performance.now()`; now unless told otherwise. */
  readonly at?: number;
  readonly attributes?: SpanAttributes;
  /** Whether what it stands for has failed by a fault of ours. */
  readonly hasFailed?: boolean;
}

/** Where the work of a span is done: in this process, or by another that it calls, which whoever reads traces draws as one. */
export type SpanPlace = 'here' | 'called';

/** A part of a trace that is under way. Times are those of `performance.now()`. */
export interface Span {
  /** As it is told to whoever is asked on its behalf. */
  readonly context: TraceContext;
  /** @param place here unless told otherwise */
  start(name: string, startedAt: number, attributes?: SpanAttributes, place?: SpanPlace): Span;
  end(end?: SpanEnd): void;
}

/** Makes traces; there is none of it where no collector was named. */
export interface Tracing {
  /** Begins the part of a trace that this process has, or a trace. @param parent null where no caller has named one */
  begin(name: string, parent: TraceContext | null, startedAt: number, attributes?: SpanAttributes): Span;
}
