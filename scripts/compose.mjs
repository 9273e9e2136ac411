import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const supergraphFile = `${root}gateway/supergraph.graphql`;

/**
 * Composes the subgraphs of supergraph.yaml into gateway/supergraph.graphql. With `--check` it writes nothing and fails
 * when the file is not what it would write.
 */
try {
  const { composeSupergraph, readSubgraphEntries } = await importSource('gateway/supergraph.ts');
  const composed = `${composeSupergraph(readSubgraphEntries()).trim()}\n`;
  const written = existsSync(supergraphFile) ? readFileSync(supergraphFile, 'utf8') : null;
  if (!process.argv.includes('--check')) {
    if (written !== composed) writeFileSync(supergraphFile, composed);
  } else if (written !== composed) {
    console.error(
      'gateway/supergraph.graphql is not what the subgraphs compose to, expected it to be: run "npm run compose" and commit it.',
    );
    process.exitCode = 1;
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
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
