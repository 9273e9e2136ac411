import type { ViewerResolvers } from './generated/resolvers.ts';

export const Viewer: ViewerResolvers = {
  // A partner's token names a client of the API, not a person.
  user: ({ persona, user }, _args, { loaders }, info) =>
    loaders.userById.load(persona === 'partner' ? null : user.id, info),
  apiClient: ({ clientId }, _args, { loaders }, info) =>
    clientId === null ? null : loaders.apiClientByRefId.load(clientId, info),
  role: ({ persona, user }) => (persona === 'partner' ? null : user.role),
  appAccess: ({ persona, user }) => (persona === 'partner' ? [] : [...user.appAccess]),
  scopes: ({ scopes }) => [...scopes],
  tenant: ({ tenant }, _args, { loaders }, info) => loaders.tenantById.require(tenant.id, info),
  contractAcceptanceRequired: ({ tenant }) => !tenant.contractAccepted,
};
