import type { ApolloServerPlugin } from '@apollo/server';
import type { GraphQLError, GraphQLFormattedError } from 'graphql';
import { graphError, type GraphErrorCode } from '../../platform/errors/graph-error.ts';
import type { GatewayContext } from '../context.ts';
import { validationErrorsFor, variableErrorsFor } from '../introspection/refused-operation.ts';
import { variantsOf } from '../introspection/variants.ts';

/**
 * Operations that are refused before anything is read. Validation knows the whole schema, whoever asks: each viewer is told
 * of its errors in the words of the schema that introspection describes to it. Stands before the plugins that add to errors.
 */
export const refusedOperation: ApolloServerPlugin<GatewayContext> = {
  requestDidStart: async () => ({
    willSendResponse: async ({ contextValue, schema, request, document, operation, errors = [], response }) => {
      if (response.body.kind !== 'single' || response.body.singleResult.data !== undefined) return;
      const variant = variantsOf(schema).for(contextValue.operation.viewer);
      if (variant === schema || document === undefined) return;
      if (errors.some(({ extensions }) => extensions['code'] === 'GRAPHQL_VALIDATION_FAILED')) {
        const told = validationErrorsFor(variant, document, errors);
        response.body.singleResult.errors = told.map((error) => coded('GRAPHQL_VALIDATION_FAILED', error));
      } else if (operation !== undefined) {
        const told = variableErrorsFor(variant, schema, operation, request.variables ?? {});
        if (told.length > 0)
          response.body.singleResult.errors = told.map(({ message }) => graphError('BAD_USER_INPUT', message).toJSON());
      }
    },
  }),
};

function coded(code: GraphErrorCode, error: GraphQLError): GraphQLFormattedError {
  return { ...error.toJSON(), extensions: graphError(code, error.message).extensions };
}
