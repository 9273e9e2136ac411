import type { GraphQLFormattedError } from 'graphql';
import { shortened } from '../platform/errors/shortened.ts';
import type { ReportFault } from '../platform/graph/present-error.ts';
import { mintUlid } from '../platform/ids/ulid.ts';

/**
 * Faults between the moment when they are put into words for a client and the moment when it is known whose request they end:
 * Apollo Server formats errors without telling which request they belong to. Meanwhile a mark in the error stands for its fault.
 */
export class PresentedFaults {
  private readonly faults = new Map<string, unknown>();
  private readonly report: ReportFault;

  /** @param report told of each fault, with the id of its request */
  constructor(report: ReportFault) {
    this.report = report;
  }

  /** Keeps a fault. @returns extensions that mark the error that stands for it */
  keep(fault: unknown): { readonly fault: string } {
    const mark = mintUlid();
    this.faults.set(mark, fault);
    return { fault: mark };
  }

  /** An error with its request's id, as it leaves; the fault behind it, where there is one, is reported. */
  name(error: GraphQLFormattedError, requestId: string): GraphQLFormattedError {
    const { fault: mark, ...extensions } = error.extensions ?? {};
    if (typeof mark !== 'string' || !this.faults.has(mark))
      return { ...error, message: shortened(error.message), extensions: { requestId, ...error.extensions } };
    this.report(this.faults.get(mark), requestId);
    this.faults.delete(mark);
    return { ...error, extensions: { requestId, ...extensions } };
  }
}
