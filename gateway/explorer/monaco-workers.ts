/**
 * The editor's workers are files beside the app, so no other host is ever asked. Monaco reads this global
 * before it starts its first worker.
 */
const files: Readonly<Record<string, string>> = { graphql: 'graphql.worker.js', json: 'json.worker.js' };

Object.assign(globalThis, {
  MonacoEnvironment: {
    getWorker: (_id: string, label: string) =>
      new Worker(new URL(files[label] ?? 'editor.worker.js', import.meta.url), { type: 'module', name: label }),
  },
});
