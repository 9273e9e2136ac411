import { pathToFileURL } from 'node:url';
import { join } from 'node:path';

/** The project's root: bench/ lies in it. */
export const projectRoot = join(import.meta.dirname, '..', '..');

/**
 * A module of the product as it was built.
 * @param {string} path inside dist/, such as `platform/database/pool.js`
 * @param {string} [root] of the project, or of a copy of it (image.mjs)
 */
export function product(path, root = projectRoot) {
  return import(pathToFileURL(join(root, 'dist', path)).href);
}
