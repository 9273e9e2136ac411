import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { parseJson } from '../config/json.ts';
import { identify, isRunning } from '../database/embedded/process.ts';
import { codeOf } from '../database/system-error.ts';
import { StartError } from '../errors/start-error.ts';

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

/**
 * Where the embedded PostgreSQL of the living process on this folder listens; null when there is none.
 * @throws StartError when the file was damaged
 */
export async function findInstance(dataDir: string): Promise<DatabaseAddress | null> {
  let text: string;
  try {
    text = await readFile(fileIn(dataDir), 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error) ?? '')) return null;
    throw error;
  }
  const instance = runningInstance.safeParse(parseJson(text));
  if (instance.success) return isRunning(instance.data.process) ? instance.data.database : null;
  throw new StartError(
    `The file ${fileIn(dataDir)} does not tell where the database listens, expected what a running "npm start" wrote there: remove it, and start that again.`,
  );
}

function fileIn(dataDir: string): string {
  return join(dataDir, 'running.json');
}
