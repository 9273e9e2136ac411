import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { projectPath } from '../../platform/config/paths.ts';
import type { SubgraphEntry } from '../../platform/config/subgraph-entries.ts';
import { joinSchema, type SchemaFile } from './join-schema.ts';

const preludePath = 'subgraphs/prelude.graphql';

/** The folder of a subgraph's noun files, from the project's root. */
export function schemaFolder({ name }: SubgraphEntry): string {
  return `subgraphs/${name}/schema`;
}

/** What a subgraph's `schema.graphql` has to be: the prelude and its noun files, joined in the order of their names. */
export function makeSubgraphSchema(entry: SubgraphEntry): string {
  const folder = schemaFolder(entry);
  const files = readdirSync(projectPath(folder)).filter((file) => file.endsWith('.graphql'));
  const header = `# Made by "npm run compose" of ${preludePath} and ${folder}/: change those, never this file.`;
  return `${header}\n\n${joinSchema(
    readFile(preludePath),
    files.sort().map((file) => readFile(`${folder}/${file}`)),
  )}`;
}

/** A sentence when the subgraph's `schema.graphql` is not what its noun files make, otherwise null. */
export function staleSchema(entry: SubgraphEntry): string | null {
  const place = projectPath(entry.schemaFile);
  if (existsSync(place) && readFileSync(place, 'utf8') === makeSubgraphSchema(entry)) return null;
  return `${posix.normalize(entry.schemaFile)} is not what ${preludePath} and ${schemaFolder(entry)}/ make, expected it to be: run "npm run compose" and commit it.`;
}

function readFile(path: string): SchemaFile {
  return { path, text: readFileSync(projectPath(path), 'utf8') };
}
