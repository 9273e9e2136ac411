import { pdfLinkLifetime } from '../../domain/tenancy/contract/contract.rules.ts';
import type { ContractRow } from '../../platform/database/tables.ts';
import { badUserInput } from '../../platform/errors/graph-error.ts';
import { needs } from '../../platform/graph/fields.ts';
import type { ContractResolvers } from './generated/resolvers.ts';
import { mutableFields, tenant } from './record.ts';

export const Contract: ContractResolvers = {
  ...mutableFields,
  tenant,
  acceptedBy: needs<ContractRow>()(['acceptedById'], (contract, _args, { loaders }, info) =>
    loaders.userById.load(contract.acceptedById, info),
  ),
  pdfUrl: needs<ContractRow>()(['pdfRef'], async (contract, { ttlSeconds }, { loaders, signLink, now }) => {
    const lifetime = checkedLifetime(ttlSeconds);
    const stored = await loaders.contractPdfs.load({ tenantId: contract.tenantId, documentId: contract.pdfRef });
    return stored
      ? signLink(`/files/contracts/${contract.refId}.pdf`, new Date(now.getTime() + lifetime * 1_000))
      : null;
  }),
  __resolveReference: ({ id }, { loaders }, info) => loaders.contractByRefId.load(id, info),
};

function checkedLifetime(seconds: number | null): number {
  const { minimum, maximum } = pdfLinkLifetime;
  if (seconds === null || seconds < minimum || seconds > maximum) {
    throw badUserInput(`"ttlSeconds" is ${seconds}; expected ${minimum} to ${maximum}`);
  }
  return seconds;
}
