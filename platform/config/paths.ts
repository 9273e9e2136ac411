import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds package.json: the same for sources and for what tsc made of them in dist/. */
export const projectRoot: string = rootAbove(dirname(fileURLToPath(import.meta.url)));

/** A path inside the project. */
export function projectPath(...parts: readonly string[]): string {
  return join(projectRoot, ...parts);
}

function rootAbove(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const parent = dirname(folder);
  if (parent === folder)
    throw new Error('no package.json was found above the code; expected it at the root of the project');
  return rootAbove(parent);
}
