import type { ApolloServerPlugin } from '@apollo/server';
import type { GatewayContext } from '../context.ts';
import { tooDeepFor } from './errors.ts';

/** Operations that are refused before anything is read. */
export const refusedOperation: ApolloServerPlugin<GatewayContext> = {
  unexpectedErrorProcessingRequest: async ({ error }) => {
    const refusal = tooDeepFor(error);
    if (refusal !== null) throw refusal;
  },
};
