import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readConfig } from '../../platform/config/config.ts';
import { StartError } from '../../platform/errors/start-error.ts';
import { temporaryFolder } from '../../tests/support/folder.ts';
import { DocumentGate } from '../limits/document-gate.ts';
import { RegisteredOperations } from './registered-operations.ts';

const role = 'query Role { viewer { role } }';
const scopes = 'query Scopes { viewer { scopes } }';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let logged: string[];
beforeEach(async () => {
  folder = await temporaryFolder();
  logged = [];
});
afterEach(() => folder.remove());

function open(directory: string, directoryIsNamed = true): Promise<RegisteredOperations> {
  return RegisteredOperations.open({
    settings: { directory, directoryIsNamed, pollMs: 10 },
    log: { info: (line) => logged.push(line), error: (line) => logged.push(`! ${line}`) },
    documents: new DocumentGate(readConfig({}).limits.document),
    plan: async () => new Map(),
    onTaken: () => undefined,
  });
}

it('a start is refused for manifests that are not as expected, with a line for each', async () => {
  const files = { 'a.json': [], 'b.json': { b: '{' }, 'c.json': { c: role }, 'd.json': { c: scopes } };
  for (const [name, file] of Object.entries(files)) await writeFile(join(folder.path, name), JSON.stringify(file));
  await mkdir(join(folder.path, 'e.json'));
  const refusal: unknown = await open(folder.path).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(StartError);
  expect((refusal as StartError).message.split('\n')).toEqual([
    `The manifests in ${folder.path} are not as expected:`,
    expect.stringMatching(/^a\.json: the file: /),
    expect.stringMatching(/^b\.json: operation "b": its body cannot be parsed/),
    'e.json: it cannot be read (EISDIR)',
    'd.json has another text under the id "c" than c.json',
  ]);
});

it('a folder that was named and is not there keeps a start from serving', async () => {
  await expect(open(join(folder.path, 'none'))).rejects.toThrow(
    `PERSISTED_OPERATIONS_DIR is "${join(folder.path, 'none')}", which does not exist, expected a folder.`,
  );
});

it('a folder that nobody has named may come later', async () => {
  const directory = join(folder.path, 'later');
  const operations = await open(directory, false);
  expect(logged).toEqual([`No operation is registered: there is no folder ${directory}.`]);
  await mkdir(directory);
  await writeFile(join(directory, 'a.json'), JSON.stringify({ role }));
  while (operations.current.find('role', []) === undefined) await new Promise((resolve) => setTimeout(resolve, 5));
  await operations.close();
});

it('what is no manifest by its name is passed over', async () => {
  for (const name of ['.a.json', 'a.json.new', 'notes.txt']) await writeFile(join(folder.path, name), '{');
  const operations = await open(folder.path);
  await operations.close();
  expect(logged).toEqual([`Operations registered by the manifests in ${folder.path}: 0.`]);
});
