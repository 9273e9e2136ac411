import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { build } from 'esbuild';

const SOURCE = fileURLToPath(new URL('../gateway/explorer/', import.meta.url));
const OUTPUT = fileURLToPath(new URL('../dist/explorer/', import.meta.url));

/** One file for each of the editor's workers, by the labels that Monaco asks for. */
const WORKERS = {
  editor: 'monaco-editor/esm/vs/editor/editor.worker.js',
  json: 'monaco-editor/esm/vs/language/json/json.worker.js',
  graphql: 'monaco-graphql/esm/graphql.worker.js',
};

const APP = 'app';

/** Shorter files fit into a packet as they are. */
const COMPRESSED_FROM = 1_500;

/**
 * Bundles the explorer into static files that ask no other host for anything: fonts and icons are part of the style sheet.
 * Scripts and styles have a hash of their content in their names, and each file stands there as it is and compressed.
 * @param {{ outDir?: string }} [options] outDir is emptied first; dist/explorer unless given.
 * @returns {Promise<void>} Rejects with esbuild's errors, each with file and line.
 */
export async function buildExplorer({ outDir = OUTPUT } = {}) {
  await rm(outDir, { recursive: true, force: true });
  await mkdir(outDir, { recursive: true });
  const workers = await bundle(WORKERS, outDir);
  const workerFiles = Object.fromEntries(Object.keys(WORKERS).map((label) => [label, nameOf(workers, label, '.js')]));
  const app = await bundle({ [APP]: `${SOURCE}main.tsx` }, outDir, { WORKER_FILES: JSON.stringify(workerFiles) });
  const page = await readFile(`${SOURCE}index.html`, 'utf8');
  const linked = page.replace(/explorer\/app(\.\w+)/g, (_, extension) => `explorer/${nameOf(app, APP, extension)}`);
  await writeFile(`${outDir}/index.html`, linked);
  await compressAll(outDir);
}

/** @returns {Promise<string[]>} names of the files that were made */
async function bundle(entryPoints, outdir, define = {}) {
  const { metafile } = await build({
    entryPoints,
    outdir,
    define: { 'process.env.NODE_ENV': '"production"', ...define },
    entryNames: '[name]-[hash]',
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    loader: { '.ttf': 'dataurl' },
    legalComments: 'linked',
    logLevel: 'warning',
    metafile: true,
    tsconfig: `${SOURCE}tsconfig.json`,
  });
  return Object.keys(metafile.outputs).map((path) => basename(path));
}

function nameOf(files, name, extension) {
  const found = files.find((file) => file.startsWith(`${name}-`) && file.endsWith(extension));
  if (found === undefined) throw new Error(`esbuild made no ${name}*${extension}, expected one of ${files.join(', ')}`);
  return found;
}

/** Brotli's best, 11, would make them another 9 % shorter, and the first start after an installation 15 s longer. */
const BROTLI_QUALITY = 9;

async function compressAll(folder) {
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } };
  const names = await readdir(folder);
  await Promise.all(
    names.map(async (name) => {
      const content = await readFile(`${folder}/${name}`);
      if (content.length < COMPRESSED_FROM) return;
      const [br, gz] = await Promise.all([
        promisify(brotliCompress)(content, quality),
        promisify(gzip)(content, { level: constants.Z_BEST_COMPRESSION }),
      ]);
      await Promise.all([writeFile(`${folder}/${name}.br`, br), writeFile(`${folder}/${name}.gz`, gz)]);
    }),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildExplorer();
