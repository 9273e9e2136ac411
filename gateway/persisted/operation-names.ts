import { Kind, parse } from 'graphql';
import type { RegisteredOperation } from './manifest.ts';

/** Names of the operations in registered texts, in their order; an operation without a name has none. */
export function operationNames(registered: readonly RegisteredOperation[]): string[] {
  return registered.flatMap(({ body }) =>
    parse(body, { noLocation: true }).definitions.flatMap((definition) =>
      definition.kind === Kind.OPERATION_DEFINITION && definition.name !== undefined ? [definition.name.value] : [],
    ),
  );
}
