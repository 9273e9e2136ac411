import { readFileSync } from 'node:fs';
import { projectPath } from '../config/paths.ts';

/** The SDL of a subgraph's folder. */
export function readSchema(subgraph: string): string {
  return readFileSync(projectPath('subgraphs', subgraph, 'schema.graphql'), 'utf8');
}
