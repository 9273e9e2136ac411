import type { GraphQLError } from 'graphql';
import type { OperationMode, OperationsConfig } from '../../platform/config/operations.ts';
import { graphError } from '../../platform/errors/graph-error.ts';
import type { Persona } from '../../platform/identity/viewer.ts';

/** Kinds of clients, each with a mode of its own. */
export type ClientKind = keyof OperationsConfig['modes'];

/**
 * Kind of a client: a partner's program; an analyst, who explores; or a frontend, which is every program of LeadMetrics itself, a
 * page as well as an agent or a service: its operations are known when it is built.
 */
export function clientKind(persona: Persona): ClientKind {
  return persona === 'partner' || persona === 'analyst' ? persona : 'frontend';
}

const howToRegister =
  'to register operations, make a manifest of them (format "apollo-persisted-query-manifest", as @apollo/generate-persisted-query-manifest writes it), give it to those who run this graph, and send the id of each as "documentId"';

const words: Readonly<Record<Exclude<OperationMode, 'log' | 'free'>, string>> = {
  registered: 'found the text of an operation; expected the id of a registered one',
  safelist: 'the operation is not registered; expected one that is',
};

/** Refusal of a text that a client may not send: OPERATION_NOT_ALLOWED, with HTTP 403. */
export function notAllowed(mode: keyof typeof words): GraphQLError {
  return graphError('OPERATION_NOT_ALLOWED', `${words[mode]}: ${howToRegister}`, { http: { status: 403 } });
}
