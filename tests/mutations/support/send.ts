import type { Claims } from '../../../platform/identity/claims.ts';
import type { Answer, TestGateway } from '../../support/gateway.ts';

/** An answer as a client sees it. */
export type Sent<Data> = Pick<Answer<Data>, 'status' | 'data' | 'errors'>;

/** What a request has beside its text. */
export interface Sending {
  readonly headers?: Readonly<Record<string, string>>;
  /** Aborted where the client hangs up. */
  readonly signal?: AbortSignal;
}

/** Sends an operation as many clients do at once: nothing is emptied before, and nothing counted. */
export async function send<Data>(
  { url, issuer }: Pick<TestGateway, 'url' | 'issuer'>,
  as: Claims,
  query: string,
  variables: object,
  { headers, signal }: Sending = {},
): Promise<Sent<Data>> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${await issuer.sign(as)}`,
      ...headers,
    },
    body: JSON.stringify({ query, variables }),
    ...(signal && { signal }),
  });
  const { data, errors = [] } = (await response.json()) as { data: Data; errors?: Answer['errors'] };
  return { status: response.status, data, errors };
}
