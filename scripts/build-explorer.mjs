import { copyFile, mkdir, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const SOURCE = fileURLToPath(new URL('../gateway/explorer/', import.meta.url));
const OUTPUT = fileURLToPath(new URL('../dist/explorer/', import.meta.url));

/** The app, and beside it one file for each of the editor's workers, under the names that monaco-workers.ts asks for. */
const ENTRIES = {
  app: `${SOURCE}main.tsx`,
  'editor.worker': 'monaco-editor/esm/vs/editor/editor.worker.js',
  'json.worker': 'monaco-editor/esm/vs/language/json/json.worker.js',
  'graphql.worker': 'monaco-graphql/esm/graphql.worker.js',
};

/**
 * Bundles the explorer into static files that ask no other host for anything: fonts and icons are part of app.css.
 * @param {{ outDir?: string }} [options] outDir is emptied first; dist/explorer unless given.
 * @returns {Promise<void>} Rejects with esbuild's errors, each with file and line.
 */
export async function buildExplorer({ outDir = OUTPUT } = {}) {
  await rm(outDir, { recursive: true, force: true });
  await mkdir(outDir, { recursive: true });
  await build({
    entryPoints: ENTRIES,
    outdir: outDir,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    loader: { '.ttf': 'dataurl' },
    define: { 'process.env.NODE_ENV': '"production"' },
    legalComments: 'linked',
    logLevel: 'warning',
    tsconfig: `${SOURCE}tsconfig.json`,
  });
  await copyFile(`${SOURCE}index.html`, `${outDir}/index.html`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildExplorer();
