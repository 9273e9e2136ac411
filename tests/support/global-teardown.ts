import { removeTestCluster } from './cluster.ts';

/** Ends what the set-up began. */
// eslint-disable-next-line no-restricted-syntax -- jest calls the default export
export default async function tearDown(): Promise<void> {
  await removeTestCluster();
}
