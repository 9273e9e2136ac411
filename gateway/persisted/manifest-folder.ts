import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from '../../platform/database/system-error.ts';
import { ManifestError, readManifest } from './manifest.ts';
import { OperationRegistry, type ManifestFile } from './operation-registry.ts';

/**
 * Reads all manifests of a folder, `*.json`.
 * @returns null where there is no folder
 * @throws ManifestError with a line for each file that is not as expected, and for each id that has two texts
 */
export async function readManifests(directory: string): Promise<OperationRegistry | null> {
  const names = await manifestsIn(directory).catch((error: unknown) => {
    throw new ManifestError([`the folder cannot be read (${codeOf(error)})`]);
  });
  if (names === null) return null;
  const complaints: string[] = [];
  const files: ManifestFile[] = [];
  for (const name of names) {
    try {
      files.push({ name, operations: readManifest(await readFile(join(directory, name), 'utf8')) });
    } catch (error) {
      const found = error instanceof ManifestError ? error.complaints : [`it cannot be read (${codeOf(error)})`];
      complaints.push(...found.map((complaint) => `${name}: ${complaint}`));
    }
  }
  const registry = new OperationRegistry(files);
  complaints.push(...registry.conflicts);
  if (complaints.length > 0) throw new ManifestError(complaints);
  return registry;
}

/**
 * State of a folder's manifests, the same as long as none of them changes: their names, sizes and times, links followed. Asked
 * again and again, it also tells of folders that no operating system watches: on another machine, or linked anew as a whole.
 */
export async function stateOf(directory: string): Promise<string> {
  const names = await manifestsIn(directory).catch(() => null);
  if (names === null) return 'missing';
  const states = names.map(async (name) => {
    try {
      const { size, mtimeMs, ctimeMs, ino } = await stat(join(directory, name));
      return [name, size, mtimeMs, ctimeMs, ino].join(' ');
    } catch (error) {
      return `${name} ${codeOf(error)}`;
    }
  });
  return (await Promise.all(states)).join('\n');
}

async function manifestsIn(directory: string): Promise<string[] | null> {
  try {
    return (await readdir(directory)).filter((name) => name.endsWith('.json') && !name.startsWith('.')).sort();
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}
