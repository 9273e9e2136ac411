import { readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { projectPath } from '../platform/config/paths.ts';
import { codeOf } from '../platform/database/system-error.ts';
import { StartError } from '../platform/errors/start-error.ts';
import { runProgram } from '../platform/startup/run-program.ts';
import { ManifestError, writeManifest } from '../gateway/persisted/manifest.ts';
import { manifestOperations, type ManifestHints } from '../gateway/persisted/manifest-maker.ts';

const usage = 'npm run manifest -- [<folder>] [--out <file>] [--client-name <name>] [--max-age <seconds>]';

/** Makes a manifest of the operations in a folder, `*.graphql` and `*.gql`; without parameters that of operations/. */
await runProgram(async () => {
  const { folder, out, hints } = readParameters(process.argv.slice(2));
  const names = await readdir(folder, { recursive: true }).catch((error: unknown) => {
    throw new StartError(`The folder ${folder} cannot be read (${codeOf(error)}), expected one with operations.`);
  });
  const found = names.filter((name) => /\.(graphql|gql)$/.test(name)).sort();
  const files = await Promise.all(
    found.map(async (name) => ({ name, text: await readFile(join(folder, name), 'utf8') })),
  );
  try {
    const operations = manifestOperations(files, hints);
    if (operations.length === 0) throw new StartError(`The folder ${folder} has no operation, expected one at least.`);
    await writeFile(out, writeManifest(operations));
    console.log(`Operations in ${relative('.', out)}: ${operations.length}`);
    for (const { name, id } of operations) console.log(`${id}  ${name}`);
  } catch (error) {
    if (error instanceof ManifestError) throw new StartError(error.message, { cause: error });
    throw error;
  }
});

function readParameters(args: string[]): { folder: string; out: string; hints: ManifestHints } {
  const { positionals, values } = parsed(args);
  const [given, ...more] = positionals;
  if (more.length > 0) throw new StartError(`The parameters name ${positionals.length} folders, expected ${usage}.`);
  const folder = given === undefined ? projectPath('operations') : resolve(given);
  const { out, 'client-name': clientName, 'max-age': maxAge } = values;
  if (maxAge !== undefined && !/^\d{1,5}$/.test(maxAge))
    throw new StartError(`The lifetime of answers is "${maxAge}", expected whole seconds from 0 to 99999.`);
  return {
    folder,
    out: out === undefined ? projectPath('persisted', `${basename(folder)}.json`) : resolve(out),
    hints: { ...(clientName !== undefined && { clientName }), ...(maxAge !== undefined && { maxAge: Number(maxAge) }) },
  };
}

function parsed(args: string[]) {
  const option = { type: 'string' } as const;
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: { out: option, 'client-name': option, 'max-age': option },
    });
  } catch (error) {
    throw new StartError(`The parameters cannot be read, expected ${usage}.`, { cause: error });
  }
}
