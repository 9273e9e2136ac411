import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { projectPath } from '../platform/config/paths.ts';
import { textHash } from './text-hash.ts';

/** Build that runs here. */
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

/** Description of the running build, with this supergraph. @param commit as `COMMIT_SHA` tells it */
export function buildInfo(supergraphSdl: string, commit: string | undefined): BuildInfo {
  const { version } = manifest.parse(JSON.parse(readFileSync(projectPath('package.json'), 'utf8')));
  return { version, commit: commit ?? null, schemaHash: textHash(supergraphSdl), node: process.versions.node };
}
