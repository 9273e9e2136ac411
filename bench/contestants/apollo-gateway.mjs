import { readFileSync } from 'node:fs';
import { ApolloGateway, RemoteGraphQLDataSource } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { signedPeople } from './people.mjs';

const signedAs = await signedPeople();

class SignedSource extends RemoteGraphQLDataSource {
  willSendRequest({ request, context }) {
    request.http?.headers.set('authorization', context.signed);
  }
}

const server = new ApolloServer({
  gateway: new ApolloGateway({
    supergraphSdl: readFileSync(process.env.BENCH_SUPERGRAPH, 'utf8'),
    buildService: ({ url }) => new SignedSource({ url }),
  }),
});

await startStandaloneServer(server, {
  listen: { host: '127.0.0.1', port: Number(process.env.PORT) },
  context: async ({ req }) => ({ signed: signedAs(req.headers.authorization) }),
});
