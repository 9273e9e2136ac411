import type { DocumentNode } from 'graphql';
import { entitiesOf, onNearlyEvery, type Entity } from './entities.ts';

/**
 * The graph in pictures, as Markdown with Mermaid: the domains first, then each with its entities and what they refer to.
 * @param supergraph its SDL, parsed: nothing else is drawn from
 */
export function graphDocument(supergraph: DocumentNode): string {
  const entities = entitiesOf(supergraph);
  const domains = [...new Set(entities.map(({ owner }) => owner))].sort();
  const base = [...onNearlyEvery].map((field) => `\`${field}\``).join(', ');
  return `${[
    '# The graph in pictures',
    '`npm run docs:graph` draws this from `gateway/supergraph.graphql`. Only entities are shown, each in the subgraph that owns it. ' +
      `An arrow is a reference by a field of that name; ${base}, which nearly every entity has, are left out.`,
    `## The ${domains.length} domains`,
    'An arrow says that entities of one refer to entities of the other.',
    picture([
      ...domains.map((domain) => `${domain}["<b>${domain}</b><br/>${namesIn(entities, domain).join('<br/>')}"]`),
      ...domains.flatMap((domain) => neighboursOf(entities, domain).map((other) => `${domain} --> ${other}`)),
    ]),
    ...domains.flatMap((domain) => [`## ${domain}`, domainPicture(entities, domain), ...additions(entities, domain)]),
  ].join('\n\n')}\n`;
}

function picture(lines: readonly string[]): string {
  return ['```mermaid', 'flowchart LR', ...lines.map((line) => `  ${line}`), '```'].join('\n');
}

function namesIn(entities: readonly Entity[], domain: string): readonly string[] {
  return entities.filter(({ owner }) => owner === domain).map(({ name }) => name);
}

/** The other domains to whose entities this one's refer. */
function neighboursOf(entities: readonly Entity[], domain: string): readonly string[] {
  const own = entities.filter(({ owner }) => owner === domain);
  const referred = new Set(own.flatMap(({ references }) => references.map(({ to }) => to)));
  const others = entities.filter(({ name, owner }) => owner !== domain && referred.has(name));
  return [...new Set(others.map(({ owner }) => owner))].sort();
}

function domainPicture(entities: readonly Entity[], domain: string): string {
  const own = entities.filter(({ owner }) => owner === domain);
  const arrows = own.flatMap(({ name, references }) =>
    [...new Set(references.map(({ to }) => to))].map((to) => ({
      from: name,
      to,
      fields: references.filter((reference) => reference.to === to).map(({ field }) => field),
    })),
  );
  const foreign = entities.filter(({ name, owner }) => owner !== domain && arrows.some(({ to }) => to === name));
  return picture([
    `subgraph ${domain}`,
    ...own.map(({ name }) => `  ${name}`),
    'end',
    ...foreign.map(({ name, owner }) => `${name}(["${name}<br/><i>${owner}</i>"])`),
    ...arrows.map(({ from, to, fields }) => `${from} -- ${fields.join(', ')} --> ${to}`),
  ]);
}

/** What other domains add to this one's entities; nothing where they add nothing. */
function additions(entities: readonly Entity[], domain: string): readonly string[] {
  const rows = entities
    .filter(({ owner }) => owner === domain)
    .flatMap(({ name, contributions }) =>
      contributions.map(
        ({ subgraph, fields }) => `- ${name}, by ${subgraph}: ${fields.map((field) => `\`${field}\``).join(', ')}`,
      ),
    );
  return rows.length === 0 ? [] : ['Fields that other domains add:', rows.join('\n')];
}
