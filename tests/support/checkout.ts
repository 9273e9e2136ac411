import { execFile } from 'node:child_process';
import { cp, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectPath } from '../../platform/config/paths.ts';
import { temporaryFolder } from './folder.ts';

const run = promisify(execFile);

/** All that a developer's commands read, and what the last build made of it: they make anew only what a change is due to. */
const parts = [
  ...['package.json', 'package-lock.json', 'supergraph.yaml', 'codegen.ts', 'prisma.config.ts'],
  ...['tsconfig.json', 'tsconfig.build.json', '.cache/build.json', 'dist/explorer'],
  ...['gateway', 'subgraphs', 'domain', 'platform', 'prisma', 'seed', 'scripts'],
  ...['contracts', 'operations', 'tests/support'],
];

/** A copy of the project that a test may change. */
export interface Checkout {
  readonly path: string;
  /** Runs `npm run <script>` there. @throws Error with all that it wrote, when it fails */
  readonly npmRun: (script: string) => Promise<void>;
  readonly remove: () => Promise<void>;
}

/** Copies the project into a folder of its own; the installed packages are a link to the project's. */
export async function makeCheckout(): Promise<Checkout> {
  const folder = await temporaryFolder();
  const { path } = folder;
  for (const part of parts) await cp(projectPath(part), join(path, part), { recursive: true });
  await symlink(projectPath('node_modules'), join(path, 'node_modules'));
  return {
    path,
    async npmRun(script) {
      await run('npm', ['run', script], { cwd: path });
    },
    remove: () => folder.remove(),
  };
}
