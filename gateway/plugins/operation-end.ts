import type { ApolloServerPlugin } from '@apollo/server';
import { GraphQLError } from 'graphql';
import { serviceFault } from '../../platform/errors/graph-error.ts';
import type { GatewayContext } from '../context.ts';
import { tooDeepFor } from './errors.ts';
import type { PresentedFaults } from './presented-faults.ts';

/** Ends the operation's transaction before its answer is sent, and adds to the answer what was asked for beside it. */
export function operationEnd(faults: PresentedFaults): ApolloServerPlugin<GatewayContext> {
  return {
    requestDidStart: async () => ({
      willSendResponse: async ({ contextValue, response }) => {
        await contextValue.reads.end();
        if (response.body.kind !== 'single') return;
        const { errors } = response.body.singleResult;
        const { requestId } = contextValue.operation;
        if (errors !== undefined)
          response.body.singleResult.errors = errors.map((error) => faults.name(error, requestId));
        if (contextValue.explanation !== null) {
          response.body.singleResult.extensions = {
            ...response.body.singleResult.extensions,
            explain: contextValue.explanation,
          };
        }
      },
    }),
    // What is thrown beside an operation's execution would lose its request behind this.
    unexpectedErrorProcessingRequest: async ({ error, requestContext: { contextValue } }) => {
      await contextValue.reads.end();
      if (tooDeepFor(error) !== null) return;
      const { message, extensions } = serviceFault('INTERNAL', 'gateway');
      throw new GraphQLError(message, { extensions: { ...extensions, ...faults.keep(error) } });
    },
  };
}
