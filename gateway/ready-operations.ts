import { readdirSync } from 'node:fs';
import { projectPath } from '../platform/config/paths.ts';

/** Names of the operations in operations/, in order; each is a file `<name>.graphql` there. */
export function readyOperations(): readonly string[] {
  return readdirSync(projectPath('operations'))
    .flatMap((file) => (file.endsWith('.graphql') ? [file.replace('.graphql', '')] : []))
    .sort();
}
