import type { ApolloServerPlugin } from '@apollo/server';
import { GraphQLError } from 'graphql';
import { serviceFault } from '../../platform/errors/graph-error.ts';
import type { GatewayContext } from '../context.ts';
import { lastingCost, markKeepable } from '../persisted/cacheable-answer.ts';
import type { PresentedFaults } from '../presented-faults.ts';

/** Ends the operation's transaction before its answer is sent, and adds to the answer what was asked for beside it. */
export function operationEnd(faults: PresentedFaults): ApolloServerPlugin<GatewayContext> {
  return {
    requestDidStart: async () => ({
      willSendResponse: async ({ request, contextValue, response }) => {
        const { reads, signal, operation, charge, record, explanation } = contextValue;
        const ended = reads.end();
        // What is given up may take a while to come to rest: its client does not wait for that.
        if (!signal.aborted) await ended;
        record.cost = charge.cost;
        if (response.body.kind !== 'single') return;
        const isGet = request.http?.method === 'GET';
        if (isGet) markKeepable(contextValue, response.http, response.body.singleResult);
        const { errors } = response.body.singleResult;
        if (errors !== undefined)
          response.body.singleResult.errors = errors.map((error) => faults.name(error, operation.requestId));
        const cost = isGet ? lastingCost(charge) : charge.toJSON();
        if (explanation === null && cost === null) return;
        response.body.singleResult.extensions = {
          ...response.body.singleResult.extensions,
          ...(cost !== null && { cost }),
          ...(explanation !== null && { explain: explanation }),
        };
      },
    }),
    // What is thrown beside an operation's execution would lose its request behind this.
    unexpectedErrorProcessingRequest: async ({ error, requestContext: { contextValue } }) => {
      await contextValue.reads.end();
      const { message, extensions } = serviceFault('INTERNAL', 'gateway');
      throw new GraphQLError(message, { extensions: { ...extensions, ...faults.keep(error) } });
    },
  };
}
