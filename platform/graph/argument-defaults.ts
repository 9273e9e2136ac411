import {
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  valueFromAST,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLSchema,
} from 'graphql';

/**
 * Reads the defaults of arguments and input fields again. They were read with the SDL, before its enums had the database's
 * labels, so a default of CREATED would reach a resolver as `CREATED` where a client's own reaches it as `created`.
 */
export function readDefaultsAgain(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (isInputObjectType(type)) Object.values(type.getFields()).forEach(readAgain);
    if (isObjectType(type) || isInterfaceType(type)) {
      for (const { args } of Object.values(type.getFields())) args.forEach(readAgain);
    }
  }
}

function readAgain(input: GraphQLArgument | GraphQLInputField): void {
  const written = input.astNode?.defaultValue;
  if (written !== undefined) input.defaultValue = valueFromAST(written, input.type);
}
