import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';

interface EngineExports {
  readonly __wbindgen_start: () => void;
}

/** The part of Node's WebAssembly that is used here; its types otherwise come only with those of a browser. */
declare const WebAssembly: {
  instantiate(bytes: Uint8Array, imports: object): Promise<{ instance: { exports: EngineExports } }>;
};

let loading: Promise<void> | undefined;

/**
 * Prisma's own schema engine, in its WebAssembly build: what `prisma migrate` runs, without a native program to download.
 * @param adapter how the engine reaches the database
 */
export async function openSchemaEngine(adapter: SqlMigrationAwareDriverAdapterFactory): Promise<bindings.SchemaEngine> {
  await (loading ??= load());
  const ignoreLog = (): undefined => undefined;
  return bindings.SchemaEngine.new({ datamodels: undefined }, ignoreLog, bindMigrationAwareSqlAdapterFactory(adapter));
}

/** The package's own entry imports its `.wasm` as a module, which Node 20 cannot: done by hand, once a process. */
async function load(): Promise<void> {
  const folder = dirname(createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm'));
  const { instance } = await WebAssembly.instantiate(await readFile(join(folder, 'schema_engine_bg.wasm')), {
    './schema_engine_bg.js': imports(),
  });
  bindings.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
}

/**
 * What the engine calls of this process. It sets a timer of ten seconds for each lock it takes and never clears it: such
 * a timer must not keep the process from ending.
 */
function imports(): Record<string, unknown> {
  const setTimeoutUnref = (callback: () => void, delayMs: number): unknown => setTimeout(callback, delayMs).unref();
  const entries = Object.entries<unknown>({ ...bindings });
  return Object.fromEntries(
    entries.map(([name, value]) => [name, name.startsWith('__wbg_setTimeout_') ? setTimeoutUnref : value]),
  );
}
