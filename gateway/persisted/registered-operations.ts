import { setTimeout as sleep } from 'node:timers/promises';
import type { OperationsConfig } from '../../platform/config/operations.ts';
import { StartError } from '../../platform/errors/start-error.ts';
import type { Log } from '../../platform/startup/log.ts';
import type { DocumentGate } from '../limits/document-gate.ts';
import { ManifestError, type RegisteredOperation } from './manifest.ts';
import { readManifests, stateOf } from './manifest-folder.ts';
import { OperationRegistry } from './operation-registry.ts';

/** What operations are registered with. */
export interface RegistrationOptions {
  readonly settings: Pick<OperationsConfig, 'directory' | 'directoryIsNamed' | 'pollMs'>;
  readonly log: Pick<Log, 'info' | 'error'>;
  readonly documents: DocumentGate;
  /** Plans texts ahead, in the place of those before. Answers why some were not planned, by their text. */
  readonly plan: (texts: readonly string[]) => Promise<ReadonlyMap<string, string>>;
  /** Told of all that is registered, whenever that is other than before. */
  readonly onTaken: (operations: readonly RegisteredOperation[]) => void;
}

/**
 * The operations of a folder of manifests, followed while the graph runs. A change is taken once the folder has come to rest, all
 * of it at once and with its plans made; one that is not as expected is told, and what was registered before stays.
 */
export class RegisteredOperations {
  private readonly options: RegistrationOptions;
  private readonly closing = new AbortController();
  private registry = new OperationRegistry([]);
  /** Of the folder, when it was read last. */
  private state: string;
  private watching: Promise<void> = Promise.resolve();

  private constructor(options: RegistrationOptions, state: string) {
    this.options = options;
    this.state = state;
  }

  /** Reads the folder, and follows it from then on. @throws StartError for a manifest, or a folder, that is not as expected */
  static async open(options: RegistrationOptions): Promise<RegisteredOperations> {
    const { directory, directoryIsNamed } = options.settings;
    const opened = new RegisteredOperations(options, await stateOf(directory));
    const registry = await readManifests(directory).catch((error: unknown) => {
      if (!(error instanceof ManifestError)) throw error;
      throw new StartError(`The manifests in ${directory} are not as expected:\n${error.message}`);
    });
    if (registry === null && directoryIsNamed)
      throw new StartError(`PERSISTED_OPERATIONS_DIR is "${directory}", which does not exist, expected a folder.`);
    if (registry === null) options.log.info(`No operation is registered: there is no folder ${directory}.`);
    else await opened.take(registry);
    opened.watching = opened.watch();
    return opened;
  }

  /** What is registered at this moment. */
  get current(): OperationRegistry {
    return this.registry;
  }

  async close(): Promise<void> {
    this.closing.abort();
    await this.watching;
  }

  private async watch(): Promise<void> {
    const { directory, pollMs } = this.options.settings;
    const { signal } = this.closing;
    let before = this.state;
    while (!signal.aborted) {
      await sleep(pollMs, undefined, { signal, ref: false }).catch(() => undefined);
      const state = await stateOf(directory);
      // Two looks alike: nobody is in the middle of writing.
      if (state === before && state !== this.state && !signal.aborted) await this.reload(state);
      before = state;
    }
  }

  private async reload(state: string): Promise<void> {
    const { settings, log } = this.options;
    this.state = state;
    try {
      const registry = await readManifests(settings.directory);
      if (registry === null) throw new ManifestError(['the folder is gone; expected it, with or without manifests']);
      await this.take(registry);
    } catch (error) {
      const words = `The manifests in ${settings.directory} are not taken, what was registered before stays:`;
      if (error instanceof ManifestError) log.error(`${words}\n${error.message}`);
      else log.error(words, error);
    }
  }

  /** Plans first, so that whoever asks for a new operation finds its plan. */
  private async take(registry: OperationRegistry): Promise<void> {
    const { settings, documents, plan, onTaken, log } = this.options;
    const problems = new Map<string, string>();
    const within = registry.operations.filter(({ body }) => {
      try {
        documents.require(body);
        return true;
      } catch (error) {
        problems.set(body, error instanceof Error ? error.message : String(error));
        return false;
      }
    });
    for (const [body, problem] of await plan(within.map(({ body }) => body))) problems.set(body, problem);
    this.registry = registry;
    onTaken(registry.operations);
    log.info(`Operations registered by the manifests in ${settings.directory}: ${registry.operations.length}.`);
    for (const operation of registry.operations) {
      const problem = problems.get(operation.body);
      if (problem !== undefined) log.error(`${named(operation)} cannot be planned ahead: ${problem}`);
    }
  }
}

function named({ id, clientName }: RegisteredOperation): string {
  return `The operation ${JSON.stringify(id)}${clientName === null ? '' : ` of ${JSON.stringify(clientName)}`}`;
}
