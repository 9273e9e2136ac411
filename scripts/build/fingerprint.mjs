import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * One hash over the names and contents of files: the same as long as nothing in them changed.
 * @param {string} root absolute path
 * @param {readonly string[]} paths files and folders below it, as `expand` takes them; one that is missing counts too
 * @param {(file: string) => boolean} [wanted] which files inside folders count, by path from the root
 * @returns {string}
 */
export function fingerprint(root, paths, wanted = () => true) {
  const hash = createHash('sha256');
  for (const path of paths.flatMap((pattern) => expand(root, pattern))) {
    const files = filesOf(root, path);
    if (files === null) hash.update(`missing ${path}\n`);
    for (const file of (files ?? []).filter(wanted).sort()) {
      const content = readFileSync(join(root, file));
      hash.update(`${file} ${content.length}\n`).update(content);
    }
  }
  return hash.digest('hex');
}

/**
 * @param {string} root absolute path
 * @param {string} pattern a path below it, in which one part may be `*`: every folder that has the rest
 * @returns {string[]} the paths that fit, also one that is missing where nothing was left open
 */
export function expand(root, pattern) {
  const [before, rest] = pattern.split('/*/');
  if (rest === undefined) return [pattern];
  const names = readdirSync(join(root, before)).sort();
  return names.map((name) => `${before}/${name}/${rest}`).filter((path) => existsSync(join(root, path)));
}

/** @returns {string[] | null} null when there is no such path */
function filesOf(root, path) {
  try {
    const entries = readdirSync(join(root, path), { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
  } catch (error) {
    if (error.code === 'ENOTDIR') return [path];
    if (error.code === 'ENOENT') return null;
    throw error;
  }
}
