import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format } from 'prettier';
import { projectRoot } from '../stage/product.mjs';

/** Keeps a report under its day, laid out as the project's own Markdown is. @returns path from the project's root */
export async function writeResult(text, now) {
  const file = join('bench', 'results', `${now.toISOString().slice(0, 10)}.md`);
  await mkdir(join(projectRoot, 'bench', 'results'), { recursive: true });
  await writeFile(join(projectRoot, file), await format(text, { parser: 'markdown', printWidth: 120 }));
  return file;
}
