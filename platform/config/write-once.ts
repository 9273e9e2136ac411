import { randomUUID } from 'node:crypto';
import { link, open, rm } from 'node:fs/promises';
import { codeOf } from '../database/system-error.ts';

/**
 * Writes a file of mode 0600 unless there is one already. Of several processes that do so at once one wins, and nobody ever
 * reads half a file: it is written beside its place, put on the disk, and linked there, which refuses an existing name.
 */
export async function writeOnce(file: string, content: string): Promise<void> {
  const draft = `${file}.${randomUUID()}`;
  try {
    const handle = await open(draft, 'wx', 0o600);
    await handle.writeFile(content);
    // What is encrypted or signed with it from now on must not be lost with a power cut.
    await handle.sync();
    await handle.close();
    await link(draft, file);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  } finally {
    await rm(draft, { force: true });
  }
}
