import { sql } from '../../../platform/database/sql.ts';
import type { ReadFile } from '../../../platform/graph/subgraph.ts';

/** The PDF of a contract, by the contract's ULID. */
export const readContractPdf: ReadFile = async (refId, db, documents) => {
  const [contract] = await db.query<{ tenantId: string; pdfRef: string }>(
    sql`SELECT tenant_id AS "tenantId", pdf_ref AS "pdfRef" FROM contracts WHERE ref_id = ${refId}`,
  );
  return contract === undefined ? null : documents.getFile('contract_pdfs', contract.tenantId, contract.pdfRef);
};
