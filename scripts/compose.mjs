import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const supergraphFile = `${root}gateway/supergraph.graphql`;

/**
 * Joins the noun files of each subgraph of supergraph.yaml into its schema.graphql, and composes these into
 * gateway/supergraph.graphql. With `--check` it writes nothing and fails when a file is not what it would write; with
 * `--join` it composes nothing, which the resolvers' types have no need of.
 */
try {
  const { readSubgraphEntries } = await importSource('platform/config/subgraph-entries.ts');
  const { makeSubgraphSchema, staleSchema } = await importSource('scripts/compose/subgraph-schema.ts');
  const entries = readSubgraphEntries();
  const check = process.argv.includes('--check');
  const stale = entries.map(staleSchema);
  if (check && stale.some((sentence) => sentence !== null)) {
    // What stale files compose to says nothing of the supergraph.
    for (const sentence of stale) if (sentence !== null) console.error(sentence);
    process.exitCode = 1;
  } else {
    for (const [place, entry] of entries.entries())
      if (stale[place] !== null) writeFileSync(`${root}${entry.schemaFile}`, makeSubgraphSchema(entry));
    if (!process.argv.includes('--join')) {
      const { composeSupergraph } = await importSource('gateway/supergraph.ts');
      settle(`${composeSupergraph(entries).trim()}\n`, check);
    }
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

/** Writes the supergraph, or only tells whether it is another. */
function settle(composed, check) {
  const written = existsSync(supergraphFile) ? readFileSync(supergraphFile, 'utf8') : null;
  if (written === composed) return;
  if (check) {
    console.error(
      'gateway/supergraph.graphql is not what the subgraphs compose to, expected it to be: run "npm run compose" and commit it.',
    );
    process.exitCode = 1;
  } else writeFileSync(supergraphFile, composed);
}

/** One module of the product, compiled on the way: nothing need be built before. */
async function importSource(path) {
  const outfile = `${root}.cache/scripts/${path.replace(/\.ts$/, '.mjs')}`;
  await build({
    entryPoints: [`${root}${path}`],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'silent',
  });
  return import(pathToFileURL(outfile).href);
}
