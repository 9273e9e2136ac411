import type { ExplorerSettings } from '../explorer-route.ts';
import type { PersistedOperations } from './persisted-operations.ts';

/** Id of the operation that describes the schema, in persisted/introspection.json. */
const introspectionId = 'introspection';

/** The explorer's settings with the ids of what is registered for everyone: some of its personas may send nothing else. */
export function withIds(settings: ExplorerSettings, operations: PersistedOperations): ExplorerSettings {
  return {
    ...settings,
    introspectionId: () => (operations.has(introspectionId) ? introspectionId : undefined),
    async examples() {
      const examples = await settings.examples();
      return examples.map((example) => {
        const documentId = operations.idOf(example.query);
        return documentId === undefined ? example : { ...example, documentId };
      });
    },
  };
}
