import type { ArgumentNode, GraphQLCompositeType, GraphQLField, GraphQLObjectType } from 'graphql';
import type { ResponseNames } from './response-names.ts';

/** A field that the operation selects, whatever the number of places that its client selects it at. */
export interface NormalField {
  readonly kind: 'field';
  /** The name under which the client gets it: its alias, or the field's own. */
  readonly responseName: string;
  /** The name under which subgraphs answer it. */
  readonly internalName: string;
  readonly definition: GraphQLField<unknown, unknown>;
  /** As the client wrote them. */
  readonly arguments: readonly ArgumentNode[];
  /** The selection under it; null for a leaf. */
  readonly selections: readonly NormalSelection[] | null;
}

/** A selection of objects of one type only, where objects of other types may stand as well. */
export interface NormalFragment {
  readonly kind: 'fragment';
  readonly on: GraphQLCompositeType;
  readonly selections: readonly NormalSelection[];
}

export type NormalSelection = NormalField | NormalFragment;

/** An operation whose conditions are decided, fragments inlined and names apart: what is planned, executed and shaped. */
export interface NormalOperation {
  readonly root: GraphQLObjectType;
  readonly selections: readonly NormalSelection[];
  readonly responseNames: ResponseNames;
}
