import { defaultFieldResolver, getNamedType, isObjectType, type GraphQLObjectType, type GraphQLSchema } from 'graphql';
import { areaOf, areaOfType, areas, requireRight, rightTo, type Area } from '../policy/policy.ts';
import type { GraphContext } from './context.ts';
import { entityOf } from './entity.ts';

/**
 * Puts the policy in front of every field that someone may not read: null there and FORBIDDEN with its path, the rest of
 * the answer stands (docs/api-contract.md#17-rights). A field asks for its own right where the policy names it, else for that of
 * the type it answers with, seen through a connection.
 */
export function guardFields(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    guardReference(type);
    for (const field of Object.values(type.getFields())) {
      const area = areaOf(type.name, field.name, getNamedType(field.type).name);
      if (area === undefined || isOpenToAll(area)) continue;
      const resolve = field.resolve ?? defaultFieldResolver;
      const coordinate = `${type.name}.${field.name}`;
      field.resolve = (parent: unknown, args, context: GraphContext, info): unknown => {
        requireRight(context.viewer, area, coordinate);
        return resolve(parent, args, context, info);
      };
    }
  }
}

/**
 * An entity of which the viewer may read nothing is not there for it, by whichever way another subgraph refers to it: a
 * union's members were guarded by no field (docs/api-contract.md#17-rights). The viewer's own user is: `viewer { user }` is open
 * to all.
 */
function guardReference(type: GraphQLObjectType): void {
  const { name } = type;
  const area = areaOfType[name];
  const entity = entityOf(type);
  const resolve = entity?.resolveReference;
  if (area === undefined || isOpenToAll(area) || entity === undefined || resolve === undefined) return;
  entity.resolveReference = (reference, context, info) => {
    const { viewer } = context;
    const isOneself = name === 'User' && reference.id === viewer.user.refId;
    return rightTo(viewer, area) === 'none' && !isOneself ? null : resolve(reference, context, info);
  };
}

function isOpenToAll(area: Area): boolean {
  return Object.values(areas[area]).every((right) => right === 'read');
}
