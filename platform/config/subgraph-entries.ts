import { readFileSync } from 'node:fs';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { projectPath } from './paths.ts';

/** supergraph.yaml in rover's format: the only list of subgraphs. */
const supergraphFile = z.object({
  federation_version: z.string().regex(/^=2\.\d+\.\d+$/, 'expected one exact version such as "=2.14.4"'),
  subgraphs: z.record(z.string(), z.object({ routing_url: z.url(), schema: z.object({ file: z.string() }) })),
});

/** One entry of supergraph.yaml. */
export interface SubgraphEntry {
  readonly name: string;
  /** Where the subgraph answers when it is a service of its own. */
  readonly routingUrl: string;
  /** Path of its SDL from the project's root. */
  readonly schemaFile: string;
}

/** The subgraphs in the order of supergraph.yaml. @throws ZodError naming each entry that is not in rover's format */
export function readSubgraphEntries(file: string = projectPath('supergraph.yaml')): readonly SubgraphEntry[] {
  const { subgraphs } = supergraphFile.parse(parseYaml(readFileSync(file, 'utf8')));
  return Object.entries(subgraphs).map(([name, { routing_url, schema }]) => ({
    name,
    routingUrl: routing_url,
    schemaFile: schema.file,
  }));
}
