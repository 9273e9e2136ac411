import { execFile } from 'node:child_process';
import { mkdir, readFile, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { projectPath } from '../../platform/config/paths.ts';

const run = promisify(execFile);

const flag = z.boolean().default(false);
const lockFile = z.object({
  packages: z.record(z.string(), z.object({ dev: flag, optional: flag, devOptional: flag })),
});

/**
 * Puts into an existing, empty folder what the Dockerfile puts into its image: the files that its own line names, and the
 * packages that `npm ci --omit=dev --omit=optional` installs, as links to the project's.
 */
export async function makeImage(folder: string): Promise<void> {
  const [, files] =
    /tar -cf - (.+) \| tar -xf - -C \/runtime/.exec(await readFile(projectPath('Dockerfile'), 'utf8')) ?? [];
  if (files === undefined)
    throw new Error('expected the Dockerfile to copy what runs into /runtime with one line of tar');
  await run('sh', ['-c', `tar -cf - ${files} | tar -xf - -C "$0"`, folder], { cwd: projectPath() });
  const { packages } = lockFile.parse(JSON.parse(await readFile(projectPath('package-lock.json'), 'utf8')));
  for (const [path, { dev, optional, devOptional }] of Object.entries(packages)) {
    if (dev || optional || devOptional || !/^node_modules\/(@[^/]+\/)?[^/]+$/.test(path)) continue;
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await symlink(projectPath(path), join(folder, path));
  }
}
