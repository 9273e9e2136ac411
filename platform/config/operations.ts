import { resolve } from 'node:path';
import type { operationModes } from './operation-variables.ts';
import { projectPath } from './paths.ts';
import type { VariableValues } from './variables.ts';

export type OperationMode = (typeof operationModes)[number];

/** Settings of registered operations. */
export interface OperationsConfig {
  /** Absolute path. */
  readonly directory: string;
  /** False where the folder may be missing: nobody has named it. */
  readonly directoryIsNamed: boolean;
  readonly pollMs: number;
  /** What each kind of clients may send. */
  readonly modes: {
    readonly partner: OperationMode;
    readonly frontend: OperationMode;
    readonly analyst: OperationMode;
  };
  /** Of answers to GET, where the manifest says nothing of the operation. */
  readonly maxAgeSeconds: number;
  /** Of texts that clients register by themselves. */
  readonly automatic: {
    readonly bytes: number;
    readonly bytesPerClient: number;
  };
}

/** The settings that the variables say. */
export function operationsOf(values: VariableValues): OperationsConfig {
  const { NODE_ENV, PERSISTED_OPERATIONS_DIR: directory } = values;
  return {
    directory: directory === undefined ? projectPath('persisted') : resolve(directory),
    directoryIsNamed: directory !== undefined,
    pollMs: values.PERSISTED_OPERATIONS_POLL_MS,
    modes: {
      partner: values.OPERATIONS_PARTNERS,
      frontend: values.OPERATIONS_FRONTENDS ?? (NODE_ENV === 'production' ? 'safelist' : 'free'),
      analyst: values.OPERATIONS_ANALYSTS,
    },
    maxAgeSeconds: values.OPERATIONS_MAX_AGE_SECONDS,
    automatic: {
      bytes: values.AUTOMATIC_QUERIES_BYTES,
      bytesPerClient: values.AUTOMATIC_QUERIES_BYTES_PER_CLIENT,
    },
  };
}
