import { expect, it } from '@jest/globals';
import { sql } from '../../platform/database/sql.ts';
import { claimsOf } from '../support/claims.ts';
import { makeTenant } from '../support/make.ts';
import { describeOperation, readOperation, rows } from '../support/operation.ts';

interface Data {
  readonly viewer: { readonly tenant: { readonly contract: { readonly pdfUrl: string | null } } };
}

describeOperation<Data>(
  {
    name: 'ContractGate',
    as: ({ tenant }) => claimsOf(tenant),
    variables: () => ({}),
    rights: [
      //                                SA AD ME RV AG SV PA P- AN
      ['viewer.tenant.contract', /* */ 'R R R - - - - - -'],
    ],
  },
  (stage) => {
    it('answers the accepted contract where nothing is to be signed', async () => {
      const { business, ask } = stage();
      const { name, contract } = business.tenant;
      expect((await ask()).data).toEqual({
        viewer: {
          contractAcceptanceRequired: false,
          tenant: {
            name,
            contract: {
              id: contract.refId,
              templateVersion: 'v1.0',
              status: 'ACCEPTED',
              pdfUrl: expect.stringContaining(`/files/contracts/${contract.refId}.pdf?expires=`),
              generatedAt: contract.generatedAt,
            },
          },
        },
      });
    });

    it('answers the pending contract, with its PDF, to who has yet to sign it: that and nothing else (F06)', async () => {
      const { runtime, askAs } = stage();
      const newcomer = await makeTenant({ contractAcceptedAt: null });
      const pdf = { bytes: Buffer.from('%PDF-1.7'), contentType: 'application/pdf' };
      const pdfRef = await runtime.documents.putFile('contract_pdfs', newcomer.id, pdf);
      await rows(sql`UPDATE contracts SET pdf_ref = ${pdfRef} WHERE id = ${newcomer.contract.id}::uuid`);
      const { data, errors } = await askAs(claimsOf(newcomer), readOperation('ContractGate'));
      expect({ data, errors }).toMatchObject({
        data: {
          viewer: {
            contractAcceptanceRequired: true,
            tenant: {
              name: newcomer.name,
              contract: {
                id: newcomer.contract.refId,
                status: 'PENDING_ACCEPTANCE',
                pdfUrl: expect.stringContaining(`/files/contracts/${newcomer.contract.refId}.pdf?expires=`),
              },
            },
          },
        },
        errors: [],
      });
      const refused = await askAs(claimsOf(newcomer), '{ viewer { tenant { channels { totalCount } } } }');
      expect([refused.data, refused.errors.map(({ extensions }) => extensions['code'])]).toEqual([
        undefined,
        ['CONTRACT_NOT_ACCEPTED'],
      ]);
    });
  },
);
