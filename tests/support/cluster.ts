import { rm } from 'node:fs/promises';
import type { EmbeddedPostgres } from '../../platform/database/embedded/start.ts';

/** The PostgreSQL of one run of the tests and the folder it lives in. */
export interface TestCluster {
  readonly server: EmbeddedPostgres;
  readonly folder: string;
}

declare global {
  /** Set-up and teardown are two module graphs of one process: what they share hangs on its global object. */
  var testCluster: TestCluster | undefined;
}

/** Stops the run's PostgreSQL, if there is one, and removes its folder. */
export async function removeTestCluster(): Promise<void> {
  const cluster = globalThis.testCluster;
  globalThis.testCluster = undefined;
  if (cluster === undefined) return;
  await cluster.server.stop();
  await rm(cluster.folder, { recursive: true, force: true });
}
