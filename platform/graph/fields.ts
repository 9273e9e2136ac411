import type { GraphQLFieldResolver, GraphQLResolveInfo } from 'graphql';
import type { Identity } from '../database/table.ts';
import type { GraphContext } from './context.ts';

/** A resolver that names the fields of its row which must have been read from the database. */
export type NeedingResolver = GraphQLFieldResolver<object, GraphContext> & { readonly needs: readonly string[] };

/**
 * Ties a resolver to the columns it reads: they are selected when the field is, and the resolver sees no others, so a
 * forgotten column does not compile. `id`, `refId` and `tenantId` are always there.
 * @example progressPercent: needs<GoalRow>()(['baselineValue', 'currentValue', 'targetValue'], (goal) => …)
 */
export function needs<Row extends object>() {
  return <const Field extends keyof Row & string, Args, Context, Result>(
    fields: readonly Field[],
    resolve: (
      row: Pick<Row, Extract<keyof Row, Field | Identity>>,
      args: Args,
      context: Context,
      info: GraphQLResolveInfo,
    ) => Result,
  ): ((row: Row, args: Args, context: Context, info: GraphQLResolveInfo) => Result) =>
    Object.assign(
      (row: Row, args: Args, context: Context, info: GraphQLResolveInfo) => resolve(row, args, context, info),
      {
        needs: fields,
      },
    );
}

/** The fields a resolver asked for through `needs`, or undefined when it never did. */
export function neededFields(resolver: unknown): readonly string[] | undefined {
  if (typeof resolver !== 'function' || !('needs' in resolver)) return undefined;
  return (resolver as NeedingResolver).needs; // only `needs` above attaches the property
}
