import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { freePorts } from './ports.mjs';
import { product, projectRoot } from './product.mjs';

/** What a process of the product reads beside its packages. */
const parts = [
  'package.json',
  'dist',
  'gateway/supergraph.graphql',
  'gateway/api-info/schema.graphql',
  'operations',
  'persisted',
  'contracts',
  'prisma/migrations',
  'bench/contestants/doorless.mjs',
];

/**
 * A copy of what runs, so that a build during a run changes nothing, with the subgraphs on free ports.
 * @param {string} folder where it goes
 * @returns {Promise<{ root: string, supergraph: string, services: { name: string, url: string }[] }>}
 *   `supergraph` is the path of the composed graph that names those ports
 */
export async function makeImage(folder) {
  const root = join(folder, 'image');
  for (const part of parts) {
    await mkdir(dirname(join(root, part)), { recursive: true });
    await cp(join(projectRoot, part), join(root, part), { recursive: true });
  }
  await symlink(join(projectRoot, 'node_modules'), join(root, 'node_modules'));
  const { readSubgraphEntries } = await product('platform/config/subgraph-entries.js');
  const entries = readSubgraphEntries(join(projectRoot, 'supergraph.yaml'));
  const ports = await freePorts(entries.length);
  const services = entries.map(({ name }, index) => ({ name, url: `http://127.0.0.1:${ports[index]}/graphql` }));
  const rerouted = async (file) => {
    const text = await readFile(join(projectRoot, file), 'utf8');
    return entries.reduce((sum, { routingUrl }, index) => sum.replaceAll(routingUrl, services[index].url), text);
  };
  await writeFile(join(root, 'supergraph.yaml'), await rerouted('supergraph.yaml'));
  const supergraph = join(root, 'gateway', 'supergraph.graphql');
  await writeFile(supergraph, await rerouted('gateway/supergraph.graphql'));
  for (const { schemaFile } of entries) {
    await mkdir(dirname(join(root, schemaFile)), { recursive: true });
    await cp(join(projectRoot, schemaFile), join(root, schemaFile));
  }
  return { root, supergraph, services };
}
