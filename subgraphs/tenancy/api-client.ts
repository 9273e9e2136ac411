import type { ApiClientResolvers } from './generated/resolvers.ts';
import { recordFields, tenant } from './record.ts';

export const ApiClient: ApiClientResolvers = {
  ...recordFields,
  tenant,
  __resolveReference: ({ id }, { loaders }, info) => loaders.apiClientByRefId.load(id, info),
};
