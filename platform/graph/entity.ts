import type { GraphQLObjectType, GraphQLResolveInfo } from 'graphql';
import type { GraphContext } from './context.ts';

/** A type that other subgraphs refer to, with the way to one of its objects by its id, where this subgraph has one. */
export interface Entity {
  resolveReference?: (reference: { readonly id: string }, context: GraphContext, info: GraphQLResolveInfo) => unknown;
}

/** The entity that an object type is; undefined for any other. */
export function entityOf({ extensions }: GraphQLObjectType): Entity | undefined {
  return (extensions as { readonly apollo?: { readonly subgraph?: Entity } }).apollo?.subgraph; // where @apollo/subgraph keeps it
}
