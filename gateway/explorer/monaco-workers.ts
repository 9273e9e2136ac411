/** Files of the editor's workers by their labels, put here by the build. */
declare const WORKER_FILES: Readonly<Record<string, string>> & { readonly editor: string };

/**
 * The editor's workers are files beside the app, so no other host is ever asked. Monaco reads this global
 * before it starts its first worker.
 */
Object.assign(globalThis, {
  MonacoEnvironment: {
    getWorker: (_id: string, label: string) =>
      new Worker(new URL(WORKER_FILES[label] ?? WORKER_FILES.editor, import.meta.url), { type: 'module', name: label }),
  },
});
