import type { IncomingHttpHeaders } from 'node:http';

/** The trace that a request belongs to, in the headers' own words (W3C Trace Context). */
export interface TraceContext {
  readonly traceparent: string;
  readonly tracestate?: string;
}

/** Version 00, and what a later one must begin with (W3C Trace Context 3.2.2, 3.2.4). */
const pattern = /^(?!ff)([\da-f]{2})-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-([\da-f]{2})(-.*)?$/;
/** Longer ones may be dropped (W3C Trace Context 3.3.1.5). */
const longestState = 512;

/** The trace that a caller names; null where it names none, or none that is valid. */
export function traceContextOf({ traceparent, tracestate }: IncomingHttpHeaders): TraceContext | null {
  if (typeof traceparent !== 'string' || traceparent.length > longestState) return null;
  const [, version, traceId, parentId, flags, more] = pattern.exec(traceparent) ?? [];
  if (version === undefined || (version === '00' && more !== undefined)) return null;
  // What follows in a later version is not known, so it is not passed on.
  const known = `00-${traceId}-${parentId}-${flags}`;
  const state = [tracestate ?? ''].flat().join(',');
  const isPassedOn = state !== '' && state.length <= longestState && /^[\x20-\x7e]*$/.test(state);
  return { traceparent: known, ...(isPassedOn && { tracestate: state }) };
}

/** Id of the trace: 32 hexadecimal digits. */
export function traceIdOf({ traceparent }: TraceContext): string {
  return traceparent.slice(3, 35);
}
