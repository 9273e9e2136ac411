import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parse } from 'graphql';
import { readSupergraph } from '../gateway/supergraph.ts';
import { projectPath } from '../platform/config/paths.ts';
import { graphDocument } from './graph/document.ts';

/** `npm run docs:graph`: draws docs/graph.md from the supergraph; `--check` only compares. */
const file = projectPath('docs', 'graph.md');
const drawn = graphDocument(parse(readSupergraph()));
if (!process.argv.includes('--check')) {
  writeFileSync(file, drawn);
} else if (!existsSync(file) || readFileSync(file, 'utf8') !== drawn) {
  console.error('docs/graph.md is not what gateway/supergraph.graphql draws: npm run docs:graph writes it.');
  process.exitCode = 1;
}
