import type { ApolloServerPlugin } from '@apollo/server';
import type { GatewayContext } from '../context.ts';
import { since } from '../period.ts';

/** Writes into the request's record what Apollo Server learns of an operation. Stands behind the plugins that change errors. */
export const requestRecord: ApolloServerPlugin<GatewayContext> = {
  requestDidStart: async ({ contextValue: { record } }) => ({
    parsingDidStart: async () => {
      const startedAt = performance.now();
      return async () => void (record.parsing = since(startedAt));
    },
    validationDidStart: async () => {
      const startedAt = performance.now();
      return async () => void (record.validation = since(startedAt));
    },
    // Before it is executed: a client that goes away meanwhile has asked for it all the same.
    didResolveOperation: async ({ operationName, queryHash }) => {
      record.operationName = operationName;
      record.operationHash = queryHash;
    },
    executionDidStart: async () => {
      record.executionSpan = record.span?.start('gateway.execute', performance.now()) ?? null;
      return { executionDidEnd: async () => record.executionSpan?.end() };
    },
    willSendResponse: async ({ queryHash = null, response: { body } }) => {
      record.operationHash = queryHash;
      if (body.kind === 'single') record.addErrors(body.singleResult.errors ?? []);
    },
  }),
};
