import type { FastifyInstance } from 'fastify';
import { verifyLink } from '../../platform/crypto/signed-link.ts';
import { ReadScope } from '../../platform/database/read-scope.ts';
import { StatementLog } from '../../platform/database/statement-log.ts';
import { DocumentStoreUnavailableError } from '../../platform/documents/errors.ts';
import { badUserInput, graphError, serviceFault } from '../../platform/errors/graph-error.ts';
import { parseUlid } from '../../platform/ids/ulid.ts';
import type { GatewayDeps } from '../deps.ts';
import { Refusal } from './refusal.ts';

const refusedLink = {
  expired: 'the link has expired; ask for a new one',
  invalid: 'the link is not one of ours',
};

interface FileRoute {
  Params: { readonly kind: string; readonly name: string };
}

/** Files behind signed, expiring links: whoever holds the link may open it until it expires, no token is asked for. */
export function serveFiles(app: FastifyInstance, { pool, runtime, subgraphs, linkSecret, web }: GatewayDeps): void {
  // Pages that may call the graph may show what it links to; nothing there can be clicked to the harm of whoever looks at it.
  const frames = `frame-ancestors 'self' ${web.cors.origins.join(' ')}`.trimEnd();
  const kinds = new Map(subgraphs.flatMap(({ files = {} }) => Object.entries(files)));
  app.get<FileRoute>('/files/:kind/:name', async (request, reply) => {
    const path = request.url.split('?', 1)[0] ?? '';
    const query = request.query as Record<string, unknown>; // fastify parses the query string into an object
    const verdict = verifyLink({ path, query, now: new Date(), secret: linkSecret });
    if (!verdict.ok) throw new Refusal(403, graphError('FORBIDDEN', refusedLink[verdict.reason]));
    const [refId = '', extension = ''] = request.params.name.split('.');
    const read = kinds.get(request.params.kind);
    const ulid = parseUlid(refId);
    if (read === undefined || ulid === null) throw noSuchFile();
    // The signature says that someone who could see the row made this link: it is looked up whoever's it is.
    const reads = new ReadScope(pool, { tenantId: null, platform: true });
    try {
      const db = reads.reader(new StatementLog({ keepTexts: false }));
      const file = await read(ulid, db, runtime.documents.readThrough(db));
      if (file === null) throw noSuchFile();
      return await reply
        .header('content-disposition', `inline; filename="${ulid}.${extension}"`)
        .header('cache-control', 'private, no-store')
        .header('cross-origin-resource-policy', 'cross-origin')
        .header('content-security-policy', frames)
        .type(file.contentType)
        .send(file.bytes);
    } catch (error) {
      if (!(error instanceof DocumentStoreUnavailableError)) throw error;
      const words = 'the document store cannot be reached; try again';
      throw new Refusal(503, serviceFault('SUBGRAPH_UNAVAILABLE', 'documents', words));
    } finally {
      await reads.end();
    }
  });
}

function noSuchFile(): Refusal {
  return new Refusal(404, badUserInput('there is no such file'));
}
