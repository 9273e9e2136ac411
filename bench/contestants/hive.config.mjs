import { defineConfig } from '@graphql-hive/gateway';
import { signedPeople } from './people.mjs';

const signedAs = await signedPeople();

/** Hive Gateway as it comes, in one process; only what it sends to the subgraphs is added. */
export const gatewayConfig = defineConfig({
  logging: 'error',
  propagateHeaders: {
    fromClientToSubgraphs: ({ request }) => ({ authorization: signedAs(request.headers.get('authorization')) }),
  },
});
