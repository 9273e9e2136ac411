import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { projectPath } from '../platform/config/paths.ts';

/** What runs here. */
export interface BuildInfo {
  /** Of the product, as package.json tells it. */
  readonly version: string;
  /** Null where nobody has told it. */
  readonly commit: string | null;
  /** SHA-256 of the supergraph, in hexadecimal: the same wherever the graph is the same. */
  readonly schemaHash: string;
  /** Of Node.js. */
  readonly node: string;
}

const manifest = z.object({ version: z.string() });

/** Description of what runs here, with this supergraph. @param commit as `COMMIT_SHA` tells it */
export function buildInfo(supergraphSdl: string, commit: string | undefined): BuildInfo {
  const { version } = manifest.parse(JSON.parse(readFileSync(projectPath('package.json'), 'utf8')));
  const schemaHash = createHash('sha256').update(supergraphSdl).digest('hex');
  return { version, commit: commit ?? null, schemaHash, node: process.versions.node };
}

/** Names of the operations in operations/: those that metrics may tell apart. */
export function knownOperations(): readonly string[] {
  return readdirSync(projectPath('operations')).flatMap((file) =>
    file.endsWith('.graphql') ? [file.replace('.graphql', '')] : [],
  );
}
