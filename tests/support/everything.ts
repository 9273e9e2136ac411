import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isObjectType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';
import { isRequired } from './world.ts';

/**
 * A selection of everything under a type that needs no argument: its values, and of what it refers to the values too.
 * Lists are seen through to their rows; of a union's members what they all have and, of people and leads, what is personal.
 * @param depth how many references deep
 */
export function everythingOf(schema: GraphQLSchema, type: GraphQLNamedType, depth: number): string {
  if (isAbstractType(type)) return membersOf(schema, type.name);
  if (!isObjectType(type)) return '';
  const { nodes, ...fields } = type.getFields();
  if (nodes !== undefined) return `{ nodes ${everythingOf(schema, getNamedType(nodes.type), depth)} }`;
  const chosen = Object.values(fields).filter((field) => !field.args.some(isRequired) && (depth > 0 || isPlain(field)));
  return `{ __typename ${chosen.map((field) => `${field.name} ${everythingOf(schema, getNamedType(field.type), depth - 1)}`).join(' ')} }`;
}

function isPlain({ type }: GraphQLField<unknown, unknown>): boolean {
  return !isCompositeType(getNamedType(type));
}

function membersOf(schema: GraphQLSchema, name: string): string {
  const type = schema.getType(name);
  const members = isAbstractType(type) ? schema.getPossibleTypes(type).map((member) => member.name) : [];
  const parts = [
    ...(members.includes('User') ? ['... on User { name email }'] : []),
    ...(members.includes('Lead')
      ? [
          '... on Lead { fullName jobTitle email phone message notes sourceUrl disqualificationReason enrichment { linkedinUrl } }',
        ]
      : []),
    ...(members.includes('Strategy') ? ['... on Summarized { label stateLabel }'] : []),
  ];
  return `{ __typename ${parts.join(' ')} }`;
}
