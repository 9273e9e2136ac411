import type { ApolloServerPlugin } from '@apollo/server';
import type { GatewayContext } from '../context.ts';
import { lastingCost, markKeepable } from '../persisted/cacheable-answer.ts';

/** Ends the operation's transaction before its answer is sent, and adds to the answer what was asked for beside it. */
export const operationEnd: ApolloServerPlugin<GatewayContext> = {
  requestDidStart: async () => ({
    willSendResponse: async ({ request, contextValue, response }) => {
      const ended = contextValue.reads.end();
      // What is given up may take a while to come to rest: its client does not wait for that.
      if (!contextValue.signal.aborted) await ended;
      if (response.body.kind !== 'single') return;
      const { errors } = response.body.singleResult;
      const isGet = request.http?.method === 'GET';
      if (isGet) markKeepable(contextValue, response.http, response.body.singleResult);
      const { requestId } = contextValue.operation;
      if (errors !== undefined) {
        response.body.singleResult.errors = errors.map((error) => ({
          ...error,
          extensions: { requestId, ...error.extensions },
        }));
      }
      const { explanation } = contextValue;
      const cost = isGet ? lastingCost(contextValue.charge) : contextValue.charge.toJSON();
      if (explanation === null && cost === null) return;
      response.body.singleResult.extensions = {
        ...response.body.singleResult.extensions,
        ...(cost !== null && { cost }),
        ...(explanation !== null && { explain: explanation }),
      };
    },
  }),
};
