import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { identify, isRunning } from '../database/embedded/process.ts';
import { codeOf } from '../database/system-error.ts';

/** What a living process tells others about itself in its data folder. */
const runningInstance = z.object({
  process: z.object({ pid: z.number(), startedAt: z.string() }),
  database: z.object({ host: z.string(), port: z.number() }),
});

export type DatabaseAddress = z.infer<typeof runningInstance>['database'];

/** Tells where this process' embedded PostgreSQL listens. @returns takes it back */
export async function announceInstance(dataDir: string, database: DatabaseAddress): Promise<() => Promise<void>> {
  const file = fileIn(dataDir);
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, JSON.stringify({ process: identify(process.pid), database }));
  await rename(draft, file);
  return () => rm(file, { force: true });
}

/** Where the embedded PostgreSQL of the living process on this folder listens; null when there is none. */
export async function findInstance(dataDir: string): Promise<DatabaseAddress | null> {
  let text: string;
  try {
    text = await readFile(fileIn(dataDir), 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error) ?? '')) return null;
    throw error;
  }
  const { process: holder, database } = runningInstance.parse(JSON.parse(text));
  return isRunning(holder) ? database : null;
}

function fileIn(dataDir: string): string {
  return join(dataDir, 'running.json');
}
