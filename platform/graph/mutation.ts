import {
  defaultFieldResolver,
  getNamedType,
  isObjectType,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
} from 'graphql';
import type { Command, Outcome } from '../commands/command.ts';
import type { UserError } from '../commands/result.ts';
import type { GraphContext } from './context.ts';
import { entityOf } from './entity.ts';

/** A payload before its entities are read: ULIDs and plain values by its fields, and why nothing was done. */
export interface Payload {
  readonly userErrors: UserError[];
  readonly [field: string]: unknown;
}

/**
 * The resolver of a mutation: carries the command out between two moments of reading, so that the request never holds two
 * connections and the payload shows what the command has left.
 */
export function perform<Input extends object, Done extends Outcome>(command: Command<Input, Done>) {
  return async (_root: unknown, { input }: { readonly input: Input }, context: GraphContext): Promise<Payload> => {
    await context.renew();
    const result = await context.perform(command, input);
    await context.renew();
    return result.ok
      ? { ...result.value, userErrors: [...(result.value.userErrors ?? [])] }
      : { userErrors: [...result.errors] };
  };
}

/**
 * Reads the entities of payloads by the ULIDs that commands answer: as a reference of another subgraph is read, with the rights of
 * who asks. One that this subgraph knows by its id alone stays that id; of a list, what one may not see is left out, as of every list.
 */
export function readPayloads(schema: GraphQLSchema): void {
  for (const { type } of Object.values(schema.getMutationType()?.getFields() ?? {})) {
    const payload = getNamedType(type);
    if (!isObjectType(payload)) continue;
    for (const field of Object.values(payload.getFields())) {
      const answer = getNamedType(field.type);
      if (!isObjectType(answer) || !('id' in answer.getFields())) continue;
      const read = readerOf(answer);
      const resolve = field.resolve ?? defaultFieldResolver;
      field.resolve = async (parent: unknown, args, context: GraphContext, info) => {
        // A command answers ULIDs.
        const ids = (await resolve(parent, args, context, info)) as string | readonly string[] | null | undefined;
        if (ids === null || ids === undefined) return null;
        if (typeof ids === 'string') return read(ids, context, info);
        const entities = await Promise.all(ids.map((id) => read(id, context, info)));
        return entities.filter((entity) => entity !== null);
      };
    }
  }
}

function readerOf(type: GraphQLObjectType): (id: string, context: GraphContext, info: GraphQLResolveInfo) => unknown {
  const resolve = entityOf(type)?.resolveReference;
  return resolve === undefined ? (id) => ({ refId: id }) : (id, context, info) => resolve({ id }, context, info);
}
