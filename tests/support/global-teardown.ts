import { removeTestCluster } from './cluster.ts';

/** Ends what the set-up began. */
export default async function tearDown(): Promise<void> {
  await removeTestCluster();
}
