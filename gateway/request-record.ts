import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { QueryPlan } from '@apollo/query-planner';
import type { LoggedStatement } from '../platform/database/statement-log.ts';
import { isLimitName, type LimitName } from '../platform/errors/limit-name.ts';
import type { Persona, Viewer } from '../platform/identity/viewer.ts';
import { cleanText } from '../platform/observability/clean-text.ts';
import { traceContextOf, type TraceContext } from '../platform/observability/trace-context.ts';
import type { Span, SpanAttributes, Tracing } from '../platform/observability/tracing.ts';
import { endOf, type Period } from './period.ts';

/** A fetch of the plan that was answered. */
export interface FetchRecord extends Period {
  readonly service: string;
  /** Place in the answer, `@` for every item of a list. */
  readonly path: readonly string[];
  readonly statements: { readonly count: number; readonly log: readonly LoggedStatement[] };
}

/** Characters that are kept of a client's names. */
const longest = { name: 64, version: 32 };

/**
 * One request to the graph as it is told of afterwards, by the log, the metrics and the traces: each fact is written by whoever
 * learns it, and read once, when the answer has been sent. It holds nothing of a client but what is cleaned and bounded: no
 * variables, no token, no name of a person.
 */
export class RequestRecord {
  /** As the client calls itself (`apollographql-client-name`, `-version`). */
  readonly clientName: string | null;
  readonly clientVersion: string | null;
  /** The trace that the request belongs to, as it is told further: the client's own where no traces are made here. */
  trace: TraceContext | null;
  /** Spans of the request and of its execution; null where no traces are made. */
  span: Span | null = null;
  executionSpan: Span | null = null;
  /** Null until an operation of the document was chosen, and for one without a name. */
  operationName: string | null = null;
  /** SHA-256 of the document's text. */
  operationHash: string | null = null;
  persona: Persona | null = null;
  /** ULID of the tenant acted in. */
  tenant: string | null = null;
  /** Cost, as the client is told it; null where it was not worked out. */
  cost: number | null = null;
  /** Null where the document was found in the cache. */
  parsing: Period | null = null;
  validation: Period | null = null;
  /** Null where the plan was found in the cache. */
  planning: Period | null = null;
  plan: QueryPlan | null = null;
  readonly fetches: FetchRecord[] = [];
  /** Errors of the answer: how many of each code. */
  readonly errors = new Map<string, number>();
  /** Limits that refused the request, or a part of it. */
  readonly limits = new Set<LimitName>();

  constructor(headers: IncomingHttpHeaders = {}) {
    this.clientName = namedBy(headers['apollographql-client-name'], longest.name);
    this.clientVersion = namedBy(headers['apollographql-client-version'], longest.version);
    this.trace = traceContextOf(headers);
  }

  /** Begins the spans of this process, in the client's trace where it has named one. */
  beginTrace(tracing: Tracing, startedAt: number, attributes: SpanAttributes): void {
    this.span = tracing.begin('gateway.request', this.trace, startedAt, attributes);
    this.trace = this.span.context;
  }

  /** Notes who asks. */
  admit({ persona, tenant }: Viewer): void {
    this.persona = persona;
    this.tenant = tenant.refId;
  }

  /** Notes how long planning took. */
  planned(planning: Period): void {
    this.planning = planning;
    this.executionSpan?.start('gateway.plan', planning.startedAt).end({ at: endOf(planning) });
  }

  /** Notes the errors of the answer by their codes, and by the limits that they tell. */
  addErrors(errors: readonly { readonly extensions?: Readonly<Record<string, unknown>> }[]): void {
    for (const { extensions } of errors) {
      const code = String(extensions?.['code']);
      this.errors.set(code, (this.errors.get(code) ?? 0) + 1);
      const limit = extensions?.['limit'];
      if (isLimitName(limit)) this.limits.add(limit);
    }
  }

  /** Code of the answer's first error; null where it has none. */
  get code(): string | null {
    const [first = null] = this.errors.keys();
    return first;
  }

  /** Statements that the fetches sent to PostgreSQL. */
  get statements(): number {
    return this.fetches.reduce((sum, { statements: { count } }) => sum + count, 0);
  }
}

const records = new WeakMap<IncomingMessage, RequestRecord>();

/** The record of a request, made when it is first asked for. */
export function recordOf(request: IncomingMessage): RequestRecord {
  let record = records.get(request);
  if (record === undefined) {
    record = new RequestRecord(request.headers);
    records.set(request, record);
  }
  return record;
}

function namedBy(header: string | string[] | undefined, maximum: number): string | null {
  return typeof header === 'string' ? cleanText(header, maximum) : null;
}
