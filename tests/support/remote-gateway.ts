import { RemoteSource, type RemoteOptions } from '../../gateway/data-sources/remote.ts';
import { startGateway, type TestGateway } from './gateway.ts';

/** What the gateway signs its calls with. */
export const secret = Buffer.from('what the gateway signs Viewers with');
/** Longest answer that it takes. */
export const answerLimitBytes = 100_000;

/** A gateway whose strategy subgraph is somewhere else. */
export function gatewayTo(
  url: string,
  timeoutMs = 5_000,
  report: RemoteOptions['report'] = () => undefined,
): Promise<TestGateway> {
  const remote = new RemoteSource({ name: 'strategy', url, secret, timeoutMs, answerLimitBytes, report });
  return startGateway({ sources: (local) => new Map([...local, ['strategy', remote]]), faultsExpected: true });
}
