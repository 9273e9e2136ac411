import type { GraphQLFormattedError } from 'graphql';
import {
  Kind,
  OperationTypeNode,
  parse,
  valueFromASTUntyped,
  type FieldNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import type { SubgraphFetch } from '../../platform/graph/execute.ts';
import { serviceFault } from '../../platform/errors/graph-error.ts';

/** A field that a fetch asks for. */
interface AskedField {
  /** As the answer would name it. */
  readonly name: string;
  /** What it is asked of, where a fragment says so. */
  readonly type: string | null;
  /** Its argument of that name, which a mutation has. */
  readonly input: ValueNode | undefined;
}

/** What a fetch asks of the root, or of the entities that it names. */
interface AskedFields {
  readonly ofEntities: boolean;
  readonly isMutation: boolean;
  readonly fields: readonly AskedField[];
}

const askedFields = new LRUCache<string, AskedFields>({ max: 1_000 });

/** Why a fetch got no answer. */
export type LossCode = 'SUBGRAPH_UNAVAILABLE' | 'TIMEOUT';

/** A fetch that got no answer. */
export interface Loss {
  /** The subgraph. */
  readonly service: string;
  readonly code: LossCode;
  readonly requestId: string;
  /** Whether it was sent: what a mutation in it asks for may have been done then. */
  readonly wasSent: boolean;
  /** Milliseconds after which another attempt is worth it; undefined for those of every fault. */
  readonly waitMs?: number | undefined;
}

/**
 * The errors of a fetch that got no answer: one for each field that is lost by it, at its place, naming the service
 * (docs/api-contract.md#114-nullability), so that a client sees which of its fields to do without.
 */
export function lostFields(
  { query, variables }: SubgraphFetch,
  { service, code, requestId, waitMs, wasSent }: Loss,
): GraphQLFormattedError[] {
  const { ofEntities, fields, isMutation } = askedOf(query);
  const isUnknown = isMutation && wasSent;
  const words = isUnknown ? 'what it was asked to do may have been done' : 'the rest of the answer stands';
  const fault = serviceFault(code, service, `${service} did not answer; ${words}`);
  const extensions = {
    ...fault.extensions,
    ...(waitMs !== undefined && { retryAfterMs: waitMs }),
    ...(isUnknown && { retryable: fields.every((field) => carriesKey(field, variables)) }),
    requestId,
  };
  const paths = fields.map(({ name, type }) => (ofEntities ? ['_entities', firstOf(type, variables), name] : [name]));
  // Fragments on several types may ask the first entity for one field.
  const places = new Map(paths.map((path) => [path.join('.'), path]));
  return [...places.values()].map((path) => ({ message: fault.message, path, extensions }));
}

/** Whether a mutation can be sent again without a second effect. */
function carriesKey({ input }: AskedField, variables: SubgraphFetch['variables']): boolean {
  const value: unknown = input === undefined ? null : valueFromASTUntyped(input, { ...variables });
  return typeof value === 'object' && value !== null && 'idempotencyKey' in value && value.idempotencyKey !== null;
}

/** The first entity of a type stands for all: an error for each of a hundred rows would tell nothing more. */
function firstOf(type: string | null, { representations }: SubgraphFetch['variables']): number {
  if (type === null || !Array.isArray(representations)) return 0;
  const entities = representations as readonly { readonly __typename?: unknown }[]; // the gateway made them (execution/entities.ts)
  const first = entities.findIndex(({ __typename }) => __typename === type);
  // A fragment on an interface: any entity may be of it.
  return first === -1 ? 0 : first;
}

function askedOf(query: string): AskedFields {
  let asked = askedFields.get(query);
  if (asked === undefined) {
    const [operation] = parse(query, { noLocation: true }).definitions;
    if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('expected a fetch to be one operation');
    const roots = fieldsOf(operation.selectionSet);
    // A fetch for entities asks for nothing beside them.
    const entities = roots.find(({ field }) => field.name.value === '_entities')?.field;
    const fields = entities === undefined ? roots : fieldsOf(entities.selectionSet);
    asked = {
      ofEntities: entities !== undefined,
      isMutation: operation.operation === OperationTypeNode.MUTATION,
      fields: fields.map(({ field, ...asked }) => ({
        name: field.alias?.value ?? field.name.value,
        input: field.arguments?.find(({ name }) => name.value === 'input')?.value,
        ...asked,
      })),
    };
    askedFields.set(query, asked);
  }
  return asked;
}

interface FoundField extends Omit<AskedField, 'name' | 'input'> {
  readonly field: FieldNode;
}

function fieldsOf(set: SelectionSetNode | undefined, type: string | null = null): readonly FoundField[] {
  return (set?.selections ?? []).flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return selection.name.value === '__typename' ? [] : [{ field: selection, type }];
    // A plan's fetches spread no fragments.
    if (selection.kind === Kind.FRAGMENT_SPREAD) return [];
    return fieldsOf(selection.selectionSet, type ?? selection.typeCondition?.name.value ?? null);
  });
}
